package ai.flashfusion.examples.benchmarks.data;

import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/** Fills a database: people and projects by SQL, usage through the library. */
public final class Data {

  public static final int HEAVY = 0;
  public static final int CALLER = 1;
  public static final int WRITER = 2;
  public static final int OTHERS = 3;

  /**
   * The number of people who sign up before Postgres analyzes the tables and then chooses other
   * plans.
   */
  private static final int EARLY = 500;

  private final World world;
  private final UsageLoader usage;

  private Data(World world, UsageLoader usage) {
    this.world = world;
    this.usage = usage;
  }

  /** Creates people and projects, but no usage. */
  public static Data start(EmbeddedFlashFusion embedded, Scale scale, Trace trace)
      throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(Owner.WAIT_FOR_COMMITS);
      signUp(statement, 0, Math.min(EARLY, scale.users()));
      signUp(statement, Math.min(EARLY, scale.users()), scale.users());
      BareTable bare = new BareTable(new Owner(embedded.owner()), "projects");
      statement.execute(
          """
            create temp table person as
              select i, u.id as auth, p.id from generate_series(0, %d - 1) i
              join auth.users u on u.email = 'user' || i || '@example.com'
              join profiles p on p.user_id = u.id;
            create index on person (i);
            analyze person;
            insert into projects (user_id, name, slug, framework, visibility, settings, created_at, updated_at)
            select p.id, 'Project ' || j, 'project-' || j, 'react',
              case when j %% 20 = 0 then 'public' else 'private' end, '{"theme":"dark"}',
              timestamptz '2025-01-01' + j * interval '1 second', timestamptz '2025-01-01'
            from generate_series(0, %d - 1) j join person p on p.i = j %% %1$d order by j;
            """
              .formatted(scale.users(), scale.projects()));
      bare.restore();
      statement.execute("vacuum (analyze) projects");
      UUID[] auth = ids(statement, "select auth from person order by i");
      UUID[] profiles = ids(statement, "select id from person order by i");
      UUID[] projects = ids(statement, "select id from projects order by created_at");
      World world =
          world(
              embedded,
              IntStream.of(CALLER, WRITER, HEAVY)
                  .mapToObj(i -> person(i, auth, profiles, projects))
                  .toList());
      UsageRows rows = new UsageRows(scale, trace, profiles, projects);
      return new Data(world, new UsageLoader(embedded.flashfusion(), world, rows, auth));
    }
  }

  private static void signUp(Statement statement, int from, int to) throws SQLException {
    statement.execute(
        """
        insert into auth.users (email, email_confirmed_at)
        select 'user' || i || '@example.com', now() from generate_series(%d, %d - 1) i;
        analyze auth.users, profiles;
        """
            .formatted(from, to));
  }

  private static World world(EmbeddedFlashFusion embedded, List<Person> people) {
    return new World(
        new Target(
            embedded.host(),
            embedded.port(),
            embedded.database(),
            embedded.postgres().login(),
            embedded.postgres().password(),
            embedded.logins(),
            "postgres"),
        new Owner(embedded.owner()),
        people.get(0),
        people.get(1),
        people.get(2),
        UsageRows.BEGIN.plus(Duration.ofDays(30)),
        UsageRows.BEGIN.plus(Duration.ofDays(60)));
  }

  public World world() {
    return world;
  }

  public UsageLoader usage() {
    return usage;
  }

  private static Person person(int i, UUID[] auth, UUID[] profiles, UUID[] projects) {
    List<UUID> own =
        IntStream.iterate(i, j -> j < projects.length, j -> j + profiles.length)
            .mapToObj(j -> projects[j])
            .toList();
    return new Person(auth[i], profiles[i], own);
  }

  private static UUID[] ids(Statement statement, String sql) throws SQLException {
    List<UUID> ids = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        ids.add(row.getObject(1, UUID.class));
      }
    }
    return ids.toArray(UUID[]::new);
  }
}
