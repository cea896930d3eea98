package ai.flashfusion.schema.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignUpTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.migrated();

  private final Sql sql = DATABASE.sql();

  @AfterEach
  void forgetEverybody() {
    sql.run("delete from public.profiles; delete from auth.users");
    sql.close();
  }

  @Test
  void newUserGetsProfile() {
    UUID user =
        sql.id(
            """
            insert into auth.users (email, raw_user_meta_data)
            values ('Ada@example.com', '{"full_name": "Ada Lovelace", "avatar_url": "https://example.com/ada.png"}')
            returning id
            """);

    assertThat(profileOf(user))
        .isEqualTo("Ada@example.com | Ada Lovelace | https://example.com/ada.png | user | free");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "[]", "\"text\"", "{\"full_name\": null}"})
  void metadataWithoutNameGivesProfileWithoutName(String metadata) {
    UUID user =
        sql.id(
            "insert into auth.users (email, raw_user_meta_data) values ('ada@example.com', ?::jsonb) returning id",
            metadata);

    assertThat(profileOf(user)).isEqualTo("ada@example.com | null | null | user | free");
  }

  @Test
  void metadataCannotRaiseRoleOrTier() {
    UUID user =
        sql.id(
            """
            insert into auth.users (email, raw_user_meta_data)
            values ('ada@example.com', '{"role": "admin", "subscription_tier": "enterprise"}') returning id
            """);

    assertThat(profileOf(user)).isEqualTo("ada@example.com | null | null | user | free");
  }

  @Test
  void userWithoutEmailStartsWithoutProfile() {
    sql.run(
        "insert into auth.users (phone) values ('+1'); insert into auth.users (email) values ('')");

    assertThat(sql.lines("select email from public.profiles")).isEmpty();
    assertThat(sql.lines("select id from auth.users")).hasSize(2);
  }

  @Test
  void userWhoAddsAnEmailLaterGetsProfileThen() {
    UUID user = sql.id("insert into auth.users (phone) values ('+1') returning id");

    sql.update("update auth.users set email = 'ada@example.com' where id = ?", user);

    assertThat(profileOf(user)).startsWith("ada@example.com");
  }

  @Test
  void emailOfTheProfileFollowsTheConfirmedOneOfTheUser() {
    UUID user = confirmed("ada@example.com");

    sql.update("update auth.users set email = 'countess@example.com' where id = ?", user);
    assertThat(profileOf(user)).startsWith("countess@example.com");

    sql.update("update auth.users set email = 'Countess@Example.com' where id = ?", user);
    assertThat(profileOf(user)).startsWith("Countess@Example.com");
  }

  @Test
  void unconfirmedEmailIsFollowedOnceConfirmed() {
    UUID user = sql.id("insert into auth.users (email) values ('ada@example.com') returning id");

    sql.update("update auth.users set email = 'countess@example.com' where id = ?", user);
    assertThat(profileOf(user)).as("before the confirmation").startsWith("ada@example.com");

    sql.update("update auth.users set email_confirmed_at = now() where id = ?", user);
    assertThat(profileOf(user)).as("after the confirmation").startsWith("countess@example.com");
  }

  /** A value such as the service may have chosen. */
  @Test
  void profileEmailStaysIfUserEmailDoes() {
    UUID user = confirmed("ada@example.com");
    sql.update("update public.profiles set email = 'office@example.com' where user_id = ?", user);

    sql.update(
        "update auth.users set email = email, email_confirmed_at = now() where id = ?", user);

    assertThat(profileOf(user)).startsWith("office@example.com");
  }

  @Test
  void profileEmailStaysWhenUserEmailIsRemoved() {
    UUID user = confirmed("ada@example.com");

    sql.update("update auth.users set email = null, phone = '+1' where id = ?", user);
    assertThat(profileOf(user)).startsWith("ada@example.com");

    UUID newcomer = confirmed("ada@example.com");
    assertThat(profileOf(newcomer)).startsWith("ada@example.com");
    assertThat(profileOf(user)).startsWith(user + "@users.invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "ADA@example.com"})
  void addressGivenUpByUserIsFree(String email) {
    UUID owner = confirmed("ada@example.com");
    sql.update("update auth.users set email = 'countess@example.com' where id = ?", owner);

    UUID newcomer = sql.id("insert into auth.users (email) values (?) returning id", email);

    assertThat(profileOf(owner)).startsWith("countess@example.com");
    assertThat(profileOf(newcomer)).startsWith(email);
  }

  /** Checks e-mails that were changed before this trigger existed, or that are not confirmed. */
  @ParameterizedTest
  @ValueSource(strings = {"ada@example.com", "ADA@example.com"})
  void addressOfStaleProfileIsFreeForItsUser(String email) {
    UUID owner = sql.id("insert into auth.users (email) values ('ada@example.com') returning id");
    sql.update("update auth.users set email = 'countess@example.com' where id = ?", owner);
    assertThat(profileOf(owner)).startsWith("ada@example.com");

    UUID newcomer = confirmed(email);

    assertThat(profileOf(newcomer)).startsWith(email);
    assertThat(profileOf(owner)).startsWith("countess@example.com");
  }

  @Test
  void profileOfAnotherUserIsNotTakenOver() {
    UUID owner = confirmed("ada@example.com");

    UUID newcomer = confirmed("ADA@example.com");

    assertThat(profileOf(owner)).startsWith("ada@example.com");
    assertThat(sql.lines("select from public.profiles where user_id = ?", newcomer)).isEmpty();
  }

  @Test
  void changeToEmailOfAnotherProfileKeepsProfileEmail() {
    confirmed("countess@example.com");
    UUID user = confirmed("ada@example.com");

    sql.update("update auth.users set email = 'COUNTESS@example.com' where id = ?", user);

    assertThat(sql.text("select email from auth.users where id = ?", user))
        .isEqualTo("COUNTESS@example.com");
    assertThat(profileOf(user)).startsWith("ada@example.com");
  }

  @Test
  void twoUsersSwapTheirEmails() {
    UUID ada = confirmed("ada@example.com");
    UUID grace = confirmed("grace@example.com");
    String change = "update auth.users set email = ? where id = ?";
    try (Sql transaction = DATABASE.transaction()) {
      transaction.update(change, "between@example.com", ada);
      transaction.update(change, "ada@example.com", grace);
      transaction.update(change, "grace@example.com", ada);
      transaction.commit();
    }

    assertThat(profileOf(ada)).startsWith("grace@example.com");
    assertThat(profileOf(grace)).startsWith("ada@example.com");
  }

  /** Rules that came later are not validated; such a row cannot be written. */
  @Test
  void changeSucceedsThoughProfileBreaksRule() {
    UUID user = confirmed("ada@example.com");
    sql.run(
        """
        alter table public.profiles drop constraint profiles_created_at_readable;
        update public.profiles set created_at = 'infinity';
        alter table public.profiles add constraint profiles_created_at_readable check (isfinite(created_at)) not valid;
        """);
    try {
      sql.update("update auth.users set email = 'countess@example.com' where id = ?", user);
      assertThat(profileOf(user)).startsWith("ada@example.com");
    } finally {
      sql.run("delete from public.profiles");
    }
  }

  @Test
  void profileMadeBeforehandIsLinkedWhenTheEmailIsConfirmedAtSignUp() {
    UUID profile = profileMadeBeforehand("ada@example.com");

    UUID user =
        sql.id(
            "insert into auth.users (email, email_confirmed_at) values ('Ada@Example.com', now()) returning id");

    assertThat(userOf(profile)).isEqualTo(user.toString());
    assertThat(sql.lines("select id from public.profiles")).hasSize(1);
  }

  @Test
  void profileMadeBeforehandIsLinkedWhenTheEmailIsConfirmedLater() {
    UUID profile = profileMadeBeforehand("ada@example.com");

    UUID user = sql.id("insert into auth.users (email) values ('ada@example.com') returning id");
    assertThat(userOf(profile)).as("before the confirmation").isEqualTo("null");

    sql.update("update auth.users set email_confirmed_at = now() where id = ?", user);
    assertThat(userOf(profile)).as("after the confirmation").isEqualTo(user.toString());
  }

  @Test
  void profileIsNotLinkedToUnconfirmedEmail() {
    UUID profile = profileMadeBeforehand("ada@example.com");

    UUID user = sql.id("insert into auth.users (email) values ('ADA@example.com') returning id");
    sql.update(
        "update auth.users set email = 'ada@example.com', updated_at = now() where id = ?", user);

    assertThat(userOf(profile)).isEqualTo("null");
  }

  @Test
  void userWithProfileIsNotLinkedToSecondOne() {
    UUID user =
        sql.id(
            "insert into auth.users (email, email_confirmed_at) values ('ada@example.com', now()) returning id");
    UUID other = profileMadeBeforehand("countess@example.com");

    sql.update("update auth.users set email = 'countess@example.com' where id = ?", user);

    assertThat(userOf(other)).isEqualTo("null");
    assertThat(profileOf(user)).startsWith("ada@example.com");
  }

  @Test
  void profileIsLinkedToTheFirstOfTwoSimultaneousUsers() {
    UUID profile = profileMadeBeforehand("ada@example.com");
    String signUp =
        "insert into auth.users (email, email_confirmed_at) values (?, now()) returning id";
    try (Sql first = DATABASE.transaction();
        Sql second = DATABASE.sql()) {
      UUID winner = first.id(signUp, "ada@example.com");
      String backend = second.backend();
      CompletableFuture<UUID> loser =
          CompletableFuture.supplyAsync(
              () -> second.id(signUp, "ADA@example.com"), task -> new Thread(task).start());
      sql.awaitLockWait(backend, loser);
      first.commit();

      assertThat(loser.join()).isNotEqualTo(winner);
      assertThat(userOf(profile)).isEqualTo(winner.toString());
    }
  }

  @Test
  void rightsOfTheSigningRoleDoNotMatter() {
    sql.run(
        """
        create role gatekeeper;
        grant usage on schema auth to gatekeeper;
        grant insert, select on auth.users to gatekeeper;
        """);
    try (Sql gatekeeper = DATABASE.transaction()) {
      gatekeeper.run("set local role gatekeeper");
      gatekeeper.update("insert into auth.users (email) values ('ada@example.com')");
      gatekeeper.commit();
    }

    assertThat(sql.lines("select email from public.profiles")).containsExactly("ada@example.com");
  }

  @Test
  void deletingUserDeletesProfile() {
    UUID user = sql.id("insert into auth.users (email) values ('ada@example.com') returning id");

    sql.update("delete from auth.users where id = ?", user);

    assertThat(sql.lines("select email from public.profiles")).isEmpty();
  }

  private UUID confirmed(String email) {
    return sql.id(
        "insert into auth.users (email, email_confirmed_at) values (?, now()) returning id", email);
  }

  private UUID profileMadeBeforehand(String email) {
    return sql.id("insert into public.profiles (email) values (?) returning id", email);
  }

  private String userOf(UUID profile) {
    return sql.text("select user_id from public.profiles where id = ?", profile);
  }

  private String profileOf(UUID user) {
    return sql.text(
        "select email, full_name, avatar_url, role, subscription_tier from public.profiles where user_id = ?",
        user);
  }
}
