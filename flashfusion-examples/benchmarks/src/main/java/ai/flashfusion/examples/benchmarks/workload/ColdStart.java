package ai.flashfusion.examples.benchmarks.workload;

import static ai.flashfusion.schema.Tables.PROJECTS;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.examples.benchmarks.contestant.Contestant;
import ai.flashfusion.examples.benchmarks.contestant.Contestants;
import ai.flashfusion.examples.benchmarks.contestant.FlashFusionCalls;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.migration.Logins;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.UUID;
import org.jooq.SQLDialect;
import org.jooq.impl.DSL;

/** A program that connects, reads, prints what it read in one line, and ends. */
public final class ColdStart {

  private ColdStart() {}

  /**
   * Runs the task that the arguments name, with the address and the login: see {@link StartRuns}.
   */
  public static void main(String[] args) {
    Logins logins =
        new Logins("flashfusion_user", args[6], "flashfusion_service", args[7], args[8]);
    Target target =
        new Target(
            args[1], Integer.parseInt(args[2]), args[3], args[4], args[5], logins, "postgres");
    UUID auth = UUID.fromString(args[9]);
    UUID profile = UUID.fromString(args[10]);
    ProjectId project = ProjectId.of(UUID.fromString(args[11]));
    if (args[0].equals(Contestants.FLOOR)) {
      try (HikariDataSource pool = target.pool(target.owner(), "")) {
        System.out.println(
            DSL.using(pool, SQLDialect.POSTGRES)
                .selectFrom(PROJECTS)
                .where(PROJECTS.ID.eq(project))
                .and(PROJECTS.USER_ID.eq(ProfileId.of(profile)))
                .fetchSingle()
                .getName());
      }
      return;
    }
    if (args[0].equals("stream")) {
      try (FlashFusionCalls calls = new FlashFusionCalls(target)) {
        System.out.println(calls.stream(new Person(auth, profile, List.of())));
      }
      return;
    }
    try (FlashFusion flashfusion = target.flashfusion().poolSize(Contestant.POOL).connect()) {
      System.out.println(flashfusion.asUser(AuthUserId.of(auth)).projects().get(project).getName());
    }
  }
}
