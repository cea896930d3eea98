package ai.flashfusion.schema.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.dictionary.Dictionary;
import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ProfileAccessTest {

  private static final String[] CHANGEABLE = {
    "username",
    "full_name",
    "avatar_url",
    "bio",
    "github_username",
    "notion_workspace_id",
    "preferences",
    "metadata",
    "last_login_at"
  };

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();
  private static final Person ALICE;
  private static final Person ADMIN;
  private static final UUID WITHOUT_PROFILE;

  static {
    try (Sql owner = DATABASE.sql()) {
      ALICE = Person.signUp(owner, "alice");
      ADMIN = Person.signUp(owner, "admin");
      WITHOUT_PROFILE =
          owner.id(
              "insert into auth.users (email, email_confirmed_at) values ('New@example.com', now()) returning id");
      owner.update("delete from public.profiles where user_id = ?", WITHOUT_PROFILE);
      owner.update("update public.profiles set role = 'admin' where id = ?", ADMIN.profileId());
    }
  }

  @Test
  void userReadsTheirOwnProfileAloneAndNotThatOfAnAdmin() {
    try (Sql alice = DATABASE.asUser(ALICE)) {
      assertThat(alice.lines("select id from public.profiles"))
          .containsExactly(ALICE.profileId().toString());
    }
  }

  @Test
  void adminReadsTheirOwnProfileAlone() {
    try (Sql admin = DATABASE.asUser(ADMIN)) {
      assertThat(admin.lines("select id from public.profiles"))
          .containsExactly(ADMIN.profileId().toString());
      assertThat(admin.update("update public.profiles set bio = 'x'")).isEqualTo(1);
    }
  }

  @Test
  void anonymousReadsNoProfile() {
    try (Sql anonymous = DATABASE.asAnonymous()) {
      assertThat(anonymous.reaches("select from public.profiles")).isFalse();
    }
  }

  @Test
  void userWithoutProfileReadsNone() {
    try (Sql user = DATABASE.asUser(WITHOUT_PROFILE)) {
      assertThat(user.lines("select id from public.profiles")).isEmpty();
    }
  }

  @Test
  void userChangesTheColumnsThatAreTheirs() {
    List<String> changeable = new ArrayList<>();
    try (Sql alice = DATABASE.asUser(ALICE)) {
      for (String column : Dictionary.columnsOf("profiles")) {
        if (alice.reaches("update public.profiles set %s = %s".formatted(column, column))) {
          changeable.add(column);
        }
      }
    }

    assertThat(changeable)
        .doesNotContain("role", "subscription_tier", "api_calls_limit")
        .containsExactlyInAnyOrder(CHANGEABLE);
  }

  @Test
  void userWithoutProfileMakesTheirOwnWithoutChoosingRoleTierOrLimits() {
    List<String> settable = new ArrayList<>();
    try (Sql user = DATABASE.asUser(WITHOUT_PROFILE)) {
      assertThat(
              user.reaches(
                  "insert into public.profiles (user_id, email) values (?, 'new@example.com')",
                  WITHOUT_PROFILE))
          .isTrue();
      for (String column : Dictionary.columnsOf("profiles")) {
        if (!List.of("user_id", "email").contains(column)
            && user.reaches(
                "insert into public.profiles (user_id, email, %s) values (?, 'new@example.com', default)"
                    .formatted(column),
                WITHOUT_PROFILE)) {
          settable.add(column);
        }
      }
    }

    assertThat(settable)
        .doesNotContain("role", "subscription_tier", "api_calls_limit")
        .contains(CHANGEABLE)
        .hasSize(CHANGEABLE.length + 1)
        .contains("id");
  }

  @Test
  void userMakesNoProfileWithTheEmailOfSomebodyElse() {
    try (Sql user = DATABASE.asUser(WITHOUT_PROFILE)) {
      assertThat(
              user.sqlState(
                  "insert into public.profiles (user_id, email) values (?, 'other@example.com')",
                  WITHOUT_PROFILE))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void userMakesNoProfileForOthers() {
    try (Sql user = DATABASE.asUser(WITHOUT_PROFILE)) {
      String insert =
          "insert into public.profiles (user_id, email) values (?::uuid, 'x@example.com')";
      assertThat(user.sqlState(insert, ADMIN.authUserId().toString()))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
      assertThat(user.sqlState("insert into public.profiles (email) values ('x@example.com')"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void userChangesNoOtherProfile() {
    try (Sql alice = DATABASE.asUser(ALICE)) {
      assertThat(
              alice.update("update public.profiles set bio = 'x' where id = ?", ADMIN.profileId()))
          .isZero();
    }
  }

  @Test
  void userCannotDeleteProfiles() {
    try (Sql alice = DATABASE.asUser(ALICE)) {
      assertThat(alice.sqlState("delete from public.profiles"))
          .isEqualTo(Sql.INSUFFICIENT_PRIVILEGE);
    }
  }

  @Test
  void serviceReadsAllAndChangesRoles() {
    try (Sql service = DATABASE.asService()) {
      assertThat(service.lines("select id from public.profiles")).hasSize(2);
      assertThat(service.update("update public.profiles set role = 'developer'")).isEqualTo(2);
    }
  }
}
