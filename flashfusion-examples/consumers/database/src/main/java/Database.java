import ai.flashfusion.embedded.EmbeddedPostgres;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Runs Postgres until its input ends. The first argument names the file that receives, in a line
 * each, what the consumers need: empty databases, as many as the second argument says, and then
 * migrated ones, as many as the third says, each with a user who has signed up.
 */
public class Database {
  public static void main(String[] args) throws IOException {
    List<String> lines = new ArrayList<>();
    List<EmbeddedFlashFusion> migrated = new ArrayList<>();
    EmbeddedFlashFusion first = EmbeddedFlashFusion.start();
    migrated.add(first);
    for (int i = 0; i < Integer.parseInt(args[1]); i++) {
      PGSimpleDataSource owner = (PGSimpleDataSource) EmbeddedPostgres.emptyDatabase();
      lines.add(line(first, owner, "jdbc:postgresql://" + first.host() + ":" + first.port() + "/"
          + owner.getDatabaseName(), "none"));
    }
    while (migrated.size() < Integer.parseInt(args[2])) {
      migrated.add(EmbeddedFlashFusion.start());
    }
    for (EmbeddedFlashFusion database : migrated) {
      lines.add(line(database, (PGSimpleDataSource) database.owner(), database.url(),
          database.signUp("alice@example.com").toString()));
    }
    Path file = Path.of(args[0]);
    Path part = Files.write(Path.of(args[0] + ".part"), lines);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    while (System.in.read() >= 0) {}
    migrated.forEach(EmbeddedFlashFusion::close);
  }

  private static String line(
      EmbeddedFlashFusion database, PGSimpleDataSource owner, String url, String user) {
    String ownerUrl = owner.getURL() + (owner.getURL().contains("?") ? "&" : "?") + "user="
        + owner.getUser() + (owner.getPassword() == null ? "" : "&password=" + owner.getPassword());
    return String.join("|", ownerUrl, url, database.postgres().login(),
        database.postgres().password(), user);
  }
}
