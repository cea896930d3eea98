package ai.flashfusion.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement as a client told the server to run it.
 *
 * @param connection which connection of the proxy, from 1
 * @param sql the text
 * @param parameters what was bound, in the form that was sent: text, or bytes read as UTF-8
 */
public record WireStatement(int connection, String sql, List<@Nullable String> parameters) {}
