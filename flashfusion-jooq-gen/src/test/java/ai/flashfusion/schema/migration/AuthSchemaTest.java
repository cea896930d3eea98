package ai.flashfusion.schema.migration;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks what a bootstrap creates in a database whose server already has the roles. */
class AuthSchemaTest {

  private static final UUID USER = UUID.fromString("00000000-0000-0000-0000-00000000000a");
  private static final SchemaDatabase DATABASE = SchemaDatabase.bootstrapped();

  @Test
  void callerIsReadFromTheClaims() {
    try (Sql sql =
        DATABASE.with(
            "authenticated",
            "{\"sub\":\""
                + USER
                + "\",\"role\":\"authenticated\",\"email\":\"ada@example.com\"}")) {
      assertThat(sql.text("select auth.uid(), auth.role(), auth.email(), auth.jwt() ->> 'sub'"))
          .isEqualTo(USER + " | authenticated | ada@example.com | " + USER);
    }
  }

  @ParameterizedTest
  // Empty is what the setting reads like after its first use on a connection.
  @ValueSource(strings = {"", "{}"})
  void claimsWithoutCallerGiveNull(String claims) {
    try (Sql sql = DATABASE.with("authenticated", claims)) {
      assertThat(sql.text("select auth.uid(), auth.role(), auth.email()"))
          .isEqualTo("null | null | null");
    }
  }

  @Test
  void usersAreClosedToCallers() {
    for (String role : List.of("anon", "authenticated")) {
      try (Sql caller = DATABASE.as(role, USER)) {
        assertThat(caller.sqlState("select from auth.users"))
            .as(role)
            .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      }
    }
  }

  @Test
  void newTablesInPublicAreOpenToTheApiRolesAsOnSupabase() {
    try (Sql owner = DATABASE.sql()) {
      owner.run("create table public.anything (id int)");
    }
    for (String role : List.of("anon", "authenticated", "service_role")) {
      try (Sql caller = DATABASE.as(role, USER)) {
        assertThat(caller.reaches("insert into public.anything values (1)")).as(role).isTrue();
      }
    }
  }

  @Test
  void databaseIsBootstrappedOnceByTwoProcesses() {
    SchemaDatabase database = SchemaDatabase.empty();

    CompletableFuture<Boolean> a =
        CompletableFuture.supplyAsync(
            () -> Migrations.bootstrap(database.owner()), task -> new Thread(task).start());
    CompletableFuture<Boolean> b =
        CompletableFuture.supplyAsync(
            () -> Migrations.bootstrap(database.owner()), task -> new Thread(task).start());

    assertThat(List.of(a.join(), b.join())).containsExactlyInAnyOrder(true, false);
  }
}
