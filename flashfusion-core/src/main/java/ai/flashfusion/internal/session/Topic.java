package ai.flashfusion.internal.session;

import java.util.UUID;

/**
 * The group of rows that one message concerns.
 *
 * @param table the unqualified name of the table, from which the channel's name is made
 * @param parent the id of the row that the new rows belong to
 */
public record Topic(String table, UUID parent) {

  String channel() {
    return channel(table);
  }

  static String channel(String table) {
    return "flashfusion_" + table;
  }
}
