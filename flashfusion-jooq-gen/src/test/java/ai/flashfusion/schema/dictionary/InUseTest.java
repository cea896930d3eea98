package ai.flashfusion.schema.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.Person;
import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Checks that the copy of the database in use has what the dictionary lists and behaves as it was
 * measured.
 */
class InUseTest {

  private static final SchemaDatabase DATABASE = SchemaDatabase.inUse();

  @Test
  void policiesAreThoseOfTheDictionary() {
    assertThat(
            lines(
                """
                select tablename, policyname, cmd, array_to_string(roles, ' ') from pg_policies
                """))
        .containsExactlyInAnyOrderElementsOf(Dictionary.lines(Dictionary.policies()));
  }

  @Test
  void triggersAreThoseOfTheDictionary() {
    assertThat(
            lines(
                """
                select replace(tgrelid::regclass::text, 'auth.', ''), tgname,
                       substring(pg_get_triggerdef(oid) from '((?:BEFORE|AFTER) \\w+)'),
                       replace(substring(pg_get_triggerdef(oid) from 'EXECUTE .*$'), 'public.', '')
                from pg_trigger where not tgisinternal
                """))
        .containsExactlyInAnyOrderElementsOf(
            Dictionary.lines(Dictionary.triggers()).stream()
                .map(line -> line.replace("auth.", "").replace("public.", ""))
                .toList());
  }

  @Test
  void usersCanRaiseTheirRoleAndReadEveryAdmin() {
    try (Sql owner = DATABASE.sql()) {
      UUID user = Person.signUp(owner, "raises").authUserId();
      Person admin = Person.signUp(owner, "admin");
      owner.update("update public.profiles set role = 'admin' where id = ?", admin.profileId());

      try (Sql caller = DATABASE.asUser(user)) {
        assertThat(
                caller.update(
                    "update public.profiles set role = 'developer', api_calls_limit = 1000000 where user_id = ?",
                    user))
            .isEqualTo(1);
        assertThat(
                caller.lines("select email from public.profiles where id = ?", admin.profileId()))
            .hasSize(1);
      }
    }
  }

  @Test
  void fourteenTablesAreEmptyAndReadOnlyForUsers() {
    try (Sql owner = DATABASE.sql()) {
      Person person = Person.signUp(owner, "closed");
      owner.update(
          "insert into public.api_keys (user_id, name, key_hash, key_prefix) values (?, 'k', 'h', 'p')",
          person.profileId());

      try (Sql caller = DATABASE.asUser(person)) {
        assertThat(caller.text("select count(*) from public.api_keys")).isEqualTo("0");
      }
    }
  }

  @Test
  void seventeenForeignKeysHaveNoIndex() {
    assertThat(
            lines(
                """
                select c.conname from pg_constraint c
                where c.contype = 'f' and c.connamespace = 'public'::regnamespace
                  and not exists (
                    select from pg_index i
                    where i.indrelid = c.conrelid
                      and (string_to_array(i.indkey::text, ' '))[1:cardinality(c.conkey)] = c.conkey::text[])
                """))
        .hasSize(17);
  }

  private static List<String> lines(String query) {
    try (Sql sql = DATABASE.sql()) {
      return sql.lines(query);
    }
  }
}
