package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.schema.ids.AuthUserId;
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
final class Data {

  static final int HEAVY = 0;
  static final int CALLER = 1;
  static final int WRITER = 2;
  static final int OTHERS = 3;

  private static final int BY_USERS = 10;

  private final EmbeddedFlashFusion embedded;
  private final World world;
  private final UsageRows rows;
  private final UUID[] auth;
  private int loaded;

  /**
   * How long loading took.
   *
   * @param by whom
   * @param rows how many
   */
  record Load(String by, int rows, double seconds) {}

  private Data(EmbeddedFlashFusion embedded, World world, UsageRows rows, UUID[] auth) {
    this.embedded = embedded;
    this.world = world;
    this.rows = rows;
    this.auth = auth;
  }

  /** People and projects, and no usage yet. */
  static Data start(EmbeddedFlashFusion embedded, Scale scale, Trace trace) throws SQLException {
    try (Connection owner = embedded.owner().getConnection();
        Statement statement = owner.createStatement()) {
      statement.execute(
          """
          insert into auth.users (email, email_confirmed_at)
          select 'user' || i || '@example.com', now() from generate_series(0, %d - 1) i;
          create temp table person as
            select i, u.id as auth, p.id from generate_series(0, %1$d - 1) i
            join auth.users u on u.email = 'user' || i || '@example.com'
            join profiles p on p.user_id = u.id;
          create index on person (i);
          analyze person;
          insert into projects (user_id, name, slug, framework, visibility, settings, created_at, updated_at)
          select p.id, 'Project ' || j, 'project-' || j, 'react',
            case when j %% 20 = 0 then 'public' else 'private' end, '{"theme":"dark"}',
            timestamptz '2025-01-01' + j * interval '1 second', timestamptz '2025-01-01'
          from generate_series(0, %d - 1) j join person p on p.i = j %% %1$d order by j;
          analyze auth.users, profiles, projects;
          """
              .formatted(scale.users(), scale.projects()));
      UUID[] auth = ids(statement, "select auth from person order by i");
      UUID[] profiles = ids(statement, "select id from person order by i");
      UUID[] projects = ids(statement, "select id from projects order by created_at");
      Target target =
          new Target(
              embedded.host(),
              embedded.port(),
              embedded.database(),
              embedded.login(),
              embedded.password(),
              "postgres");
      World world =
          new World(
              target,
              embedded.owner(),
              person(CALLER, auth, profiles, projects),
              person(WRITER, auth, profiles, projects),
              person(HEAVY, auth, profiles, projects),
              UsageRows.BEGIN.plus(Duration.ofDays(30)),
              UsageRows.BEGIN.plus(Duration.ofDays(60)));
      return new Data(embedded, world, new UsageRows(scale, trace, profiles, projects), auth);
    }
  }

  World world() {
    return world;
  }

  /** Adds usage up to so many rows; as service, in a single transaction. */
  Load usageUpTo(int size) {
    long start = System.nanoTime();
    embedded.flashfusion().asService("benchmark data").aiUsage().insertAll(rows.rows(loaded, size));
    Load load = new Load("service, one COPY", size - loaded, (System.nanoTime() - start) / 1e9);
    loaded = size;
    world.execute("vacuum (analyze) ai_usage_logs");
    return load;
  }

  /** Adds usage beyond what was asked for, by people under row level security, each their own. */
  Load usageByUsers(int rowsEach) {
    FlashFusion flashfusion = embedded.flashfusion();
    long start = System.nanoTime();
    for (int i = OTHERS; i < Math.min(OTHERS + BY_USERS, auth.length); i++) {
      flashfusion
          .asUser(AuthUserId.of(auth[i]))
          .aiUsage()
          .insertAll(rows.rowsOf(i, i * rowsEach, (i + 1) * rowsEach));
    }
    int added = rowsEach * (Math.min(OTHERS + BY_USERS, auth.length) - OTHERS);
    return new Load(
        "users under RLS, one after the other", added, (System.nanoTime() - start) / 1e9);
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
