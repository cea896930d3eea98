package ai.flashfusion.schema.catalog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The owner of the tables, and what around them undoes what the schema promises. Immutable.
 *
 * @param owner the role
 * @param hazards those to be mended first come first
 */
public record Surroundings(String owner, List<Hazard> hazards) {

  public Surroundings {
    hazards = List.copyOf(hazards);
  }

  /** Reads a database as the login that it is to serve. Needs no privilege. Four round trips. */
  public static Surroundings read(Connection connection) throws SQLException {
    return EmptyPath.during(
        connection,
        () -> {
          try (PreparedStatement statement =
              connection.prepareStatement(Catalog.text("hazards.sql"))) {
            statement.setArray(1, connection.createArrayOf("text", Catalog.tables().toArray()));
            statement.setArray(2, connection.createArrayOf("text", Catalog.schemas().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
              rows.next();
              String owner = rows.getString(2);
              List<Hazard> hazards = new ArrayList<>();
              while (rows.next()) {
                hazards.add(
                    new Hazard(
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5)));
              }
              return new Surroundings(owner, hazards);
            }
          }
        });
  }
}
