package ai.flashfusion.internal.follow;

import java.util.UUID;

/**
 * The group of rows that one message concerns.
 *
 * @param table the unqualified name of the table, from which the channel's name is made
 * @param parent the id of the row to which the new rows belong
 */
public record Topic(String table, UUID parent) {}
