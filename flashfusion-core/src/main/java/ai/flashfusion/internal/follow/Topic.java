package ai.flashfusion.internal.follow;

import java.util.UUID;

/**
 * What one message says has new rows.
 *
 * @param table its unqualified name; the channel's is made of it
 * @param parent the id of the row that the new rows belong to
 */
public record Topic(String table, UUID parent) {}
