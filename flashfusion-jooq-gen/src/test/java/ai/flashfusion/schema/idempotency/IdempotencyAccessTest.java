package ai.flashfusion.schema.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that nobody reads, probes, takes or changes the keys of others. */
class IdempotencyAccessTest {

  static final String TAKE =
      "insert into flashfusion_idempotency.keys (key, digest) values (?, sha256(''))";
  private static final String KEYS = "select caller, key from flashfusion_idempotency.keys";
  private static final String DENIED = Sql.INSUFFICIENT_PRIVILEGE;
  private static final String TAKEN = "23505";

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private static Person alice;
  private static Person bob;

  @BeforeAll
  static void start() {
    try (Sql owner = DATABASE.sql()) {
      alice = Person.signUp(owner, "alice");
      bob = Person.signUp(owner, "bob");
    }
    for (Sql caller : List.of(DATABASE.asUser(alice), DATABASE.asUser(bob), DATABASE.asService())) {
      try (caller) {
        caller.update(TAKE, "order");
        caller.commit();
      }
    }
  }

  @Test
  void keysBelongToTheirCaller() {
    try (Sql owner = DATABASE.sql()) {
      assertThat(owner.lines(KEYS))
          .contains(
              alice.authUserId() + " | order", bob.authUserId() + " | order", "service | order");
    }
    try (Sql user = DATABASE.asUser(alice)) {
      assertThat(user.lines(KEYS)).containsExactly(alice.authUserId() + " | order");
      assertThat(user.sqlState(TAKE, "order")).isEqualTo(TAKEN);
    }
    try (Sql service = DATABASE.asService()) {
      assertThat(service.sqlState(TAKE, "order")).isEqualTo(TAKEN);
    }
  }

  @Test
  void anonymousCallersHaveNoKeys() {
    for (Sql caller : List.of(DATABASE.asAnonymous(), DATABASE.asNobody())) {
      try (caller) {
        assertThat(caller.sqlState(TAKE, "order")).isEqualTo(DENIED);
        assertThat(caller.sqlState(KEYS)).isEqualTo(DENIED);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "insert into flashfusion_idempotency.keys (caller, key, digest) values ('service', 'order', sha256(''))",
        "insert into flashfusion_idempotency.keys (key, digest, result) values ('x', sha256(''), '1')",
        "insert into flashfusion_idempotency.keys (key, digest, created_at) values ('x', sha256(''), '-infinity')",
        "update flashfusion_idempotency.keys set caller = 'service'",
        "update flashfusion_idempotency.keys set key = 'x'",
        "update flashfusion_idempotency.keys set digest = sha256('x')",
        "delete from flashfusion_idempotency.keys",
        "truncate flashfusion_idempotency.keys",
        "create table flashfusion_idempotency.mine (id int)"
      })
  void noCallerDoesMoreThanTakingKeys(String statement) {
    for (Sql caller : List.of(DATABASE.asUser(alice), DATABASE.asService())) {
      try (caller) {
        assertThat(caller.sqlState(statement)).isEqualTo(DENIED);
      }
    }
  }

  @Test
  void usersDoNotExpireKeys() {
    try (Sql user = DATABASE.asUser(alice)) {
      assertThat(user.sqlState("select flashfusion_idempotency.expire_keys()")).isEqualTo(DENIED);
    }
  }

  /** Checks the policies alone, as if a grant let callers name others. */
  @Test
  void forgedCallerNeitherTakesNorProbes() {
    try (Sql owner = DATABASE.sql()) {
      owner.run("grant insert (caller) on flashfusion_idempotency.keys to authenticated");
      try (Sql user = DATABASE.asUser(alice)) {
        String forge =
            "insert into flashfusion_idempotency.keys (caller, key, digest) values (?, ?, sha256(''))";
        for (String other : List.of(bob.authUserId().toString(), "service")) {
          // Answered alike, whether the other has the key or not.
          assertThat(user.sqlState(forge, other, "order")).isEqualTo(DENIED);
          assertThat(user.sqlState(forge, other, "none")).isEqualTo(DENIED);
          assertThat(user.sqlState(forge + " on conflict do nothing", other, "order"))
              .isEqualTo(DENIED);
        }
      } finally {
        owner.run("revoke insert (caller) on flashfusion_idempotency.keys from authenticated");
      }
    }
  }

  /** Checks that whoever has a role but no user is not taken for the service. */
  @Test
  void userWithoutIdHasNoKeys() {
    try (Sql nobody = DATABASE.with("authenticated", "{}")) {
      assertThat(nobody.sqlState(TAKE, "order")).isEqualTo(DENIED);
      assertThat(nobody.lines(KEYS)).isEmpty();
    }
  }

  @Test
  void resultIsSetOnlyByTheTransactionThatTookTheKey() {
    String set = "update flashfusion_idempotency.keys set result = '1' where key = ?";
    try (Sql user = DATABASE.asUser(alice)) {
      user.update(TAKE, "result");
      assertThat(user.update(set, "result")).isEqualTo(1);
      assertThat(user.update(set, "order")).isZero();
    }
    try (Sql user = DATABASE.asUser(bob)) {
      assertThat(user.update(set, "order")).isZero();
    }
  }

  @Test
  void badKeysAreRefused() {
    try (Sql user = DATABASE.asUser(alice)) {
      assertThat(user.sqlState(TAKE, "")).isEqualTo("23514");
      assertThat(user.sqlState(TAKE, "x".repeat(256))).isEqualTo("23514");
      assertThat(user.sqlState(TAKE, "\ud83d\ude80".repeat(255))).isEqualTo("00000");
      assertThat(
              user.sqlState(
                  "insert into flashfusion_idempotency.keys (key, digest) values ('short', '')"))
          .isEqualTo("23514");
    }
  }
}
