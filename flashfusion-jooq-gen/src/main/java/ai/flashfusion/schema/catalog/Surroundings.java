package ai.flashfusion.schema.catalog;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The owner of the tables, and hazards around them that undo what the schema guarantees. Immutable.
 *
 * @param owner the role that owns the tables
 * @param hazards the hazards, those to be fixed first at the beginning
 */
public record Surroundings(String owner, List<Hazard> hazards) {

  public Surroundings {
    hazards = List.copyOf(hazards);
  }

  /**
   * Reads the surroundings of the tables with the login that the database is to serve. Needs no
   * privilege. Takes one round trip.
   */
  public static Surroundings read(Connection connection) throws SQLException {
    return EmptyPath.query(
        connection,
        Catalog.text("hazards.sql"),
        statement -> {
          statement.setArray(1, connection.createArrayOf("text", Catalog.tables().toArray()));
          statement.setArray(2, connection.createArrayOf("text", Catalog.schemas().toArray()));
        },
        rows -> {
          rows.next();
          String owner = rows.getString(2);
          List<Hazard> hazards = new ArrayList<>();
          while (rows.next()) {
            hazards.add(
                new Hazard(
                    rows.getString(2), rows.getString(3), rows.getString(4), rows.getString(5)));
          }
          return new Surroundings(owner, hazards);
        });
  }
}
