package ai.flashfusion.error;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The details that Postgres reported with an error.
 *
 * @param sqlState the error code, see Appendix A of the Postgres manual
 * @param table the table at fault, or null
 * @param column the column at fault, or null
 * @param constraint the violated constraint, or null
 */
public record DatabaseError(
    @Nullable String sqlState,
    @Nullable String table,
    @Nullable String column,
    @Nullable String constraint)
    implements Serializable {}
