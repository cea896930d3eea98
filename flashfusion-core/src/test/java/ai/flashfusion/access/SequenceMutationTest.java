package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Checks that sequences notice a hole: each is opened by itself, in a world that is always the
 * same.
 */
@Tag("thorough")
class SequenceMutationTest {

  private static final long SEED = 1;

  /** The number of scenes, as the next may have an occasion that one has not. */
  private static final int SCENES = 6;

  private static final List<String> HOLES =
      List.of(
          // Rows that can be moved.
          "grant update (project_id) on public.deployments to authenticated",
          "grant update (project_id) on public.project_files to authenticated",
          "grant update (project_id) on public.webhooks to authenticated",
          "grant update (project_id) on public.ai_conversations to authenticated",
          "grant update (project_id) on public.project_collaborators to authenticated",
          "grant update (team_id) on public.team_members to authenticated",
          "grant update (id) on public.project_files to authenticated",
          // Rows that can be given away or taken.
          "grant update (user_id) on public.deployments to authenticated",
          "grant update (user_id) on public.project_collaborators to authenticated",
          "grant update (user_id) on public.team_members to authenticated",
          "grant update (user_id) on public.projects to authenticated",
          "grant update (owner_id) on public.teams to authenticated",
          "grant update (user_id) on public.ai_conversations to authenticated;"
              + " alter policy ai_conversations_update on public.ai_conversations with check (true)",
          "grant update (user_id) on public.webhooks to authenticated;"
              + " alter policy webhooks_update on public.webhooks with check (true)",
          // Roles that can be obtained without anybody entitled to give them.
          "drop trigger guard_membership on public.project_collaborators;"
              + " alter policy project_collaborators_update on public.project_collaborators with check (true)",
          "drop trigger guard_membership on public.team_members;"
              + " alter policy team_members_update on public.team_members with check (true)",
          "alter policy project_collaborators_update on public.project_collaborators with check (true)",
          "alter policy team_members_update on public.team_members with check (true)",
          "alter policy project_collaborators_insert on public.project_collaborators"
              + " with check (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]))",
          "alter policy team_members_insert on public.team_members"
              + " with check (team_id = any ((select flashfusion.team_ids('admin'))::uuid[]))",
          "drop trigger guard_project_team on public.projects",
          "grant insert (id) on public.teams to authenticated",
          // Parents whose deletion removes more than it may.
          "alter policy projects_delete on public.projects"
              + " using (id = any ((select flashfusion.project_ids('admin'))::uuid[]))",
          "alter policy deployments_delete on public.deployments"
              + " using (project_id = any ((select flashfusion.project_ids('editor'))::uuid[]))",
          "alter table public.ai_usage_logs drop constraint ai_usage_logs_project_id_fkey;"
              + " alter table public.ai_usage_logs add constraint ai_usage_logs_project_id_fkey"
              + " foreign key (project_id) references public.projects on delete cascade not valid",
          "alter table public.projects drop constraint projects_team_id_fkey;"
              + " alter table public.projects add constraint projects_team_id_fkey"
              + " foreign key (team_id) references public.teams on delete cascade not valid",
          // Rows that can be seen, and columns that can be set.
          "alter policy webhooks_select on public.webhooks"
              + " using (project_id = any ((select flashfusion.project_ids('viewer'))::uuid[]))",
          "alter policy project_files_select_public on public.project_files using (true)",
          "grant update (star_count) on public.projects to authenticated",
          "grant update (api_calls_limit) on public.profiles to authenticated");

  @Test
  void noticesEachHole() {
    long start = System.nanoTime();
    int half = HOLES.size() / 2;
    List<String> unnoticed =
        Stream.of(HOLES.subList(0, half), HOLES.subList(half, HOLES.size()))
            .parallel()
            .flatMap(holes -> unnoticed(holes).stream())
            .toList();
    System.out.printf(
        "sequence mutation: %d holes, %.1f s%n", HOLES.size(), (System.nanoTime() - start) / 1e9);
    assertThat(unnoticed).isEmpty();
  }

  private static List<String> unnoticed(List<String> holes) {
    World world = WorldGenerator.withHomes(SEED);
    List<Scene> scenes = Scenes.of(world, SEED).subList(0, SCENES);
    List<String> unnoticed = new ArrayList<>();
    try (TestDatabase embedded = TestDatabase.start();
        Database database = Database.load(embedded.owner(), world)) {
      Recorder.install(database);
      database.connection().commit();
      for (String hole : holes) {
        database.execute(hole);
        if (!isNoticed(database, scenes)) {
          unnoticed.add(hole);
        }
        database.rollback();
      }
      return unnoticed;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isNoticed(Database database, List<Scene> scenes) throws SQLException {
    for (Scene scene : scenes) {
      if (Exploration.finds(database, scene, SEED)) {
        return true;
      }
    }
    return false;
  }
}
