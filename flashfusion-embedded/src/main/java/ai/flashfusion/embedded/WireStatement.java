package ai.flashfusion.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement that a client told the server to run.
 *
 * @param connection the number of the proxy's connection, from 1
 * @param sql the text of the statement
 * @param parameters the bound values in the form in which they were sent: text, or bytes read as
 *     UTF-8
 */
public record WireStatement(int connection, String sql, List<@Nullable String> parameters) {}
