package ai.flashfusion.access;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs sequences of statements, and records what each did to every row. */
final class Recorder {

  /**
   * The functions that record, in a setting, which is undone with the savepoint and leaves no dead
   * rows.
   */
  private static final String HELPERS =
      """
      create function access_test.note() returns trigger
        language plpgsql
        as $$
        begin
          perform set_config(
            'access_test.effects',
            concat_ws(',', nullif(current_setting('access_test.effects', true), ''), jsonb_build_object(
              'table', tg_table_name,
              'old', case when tg_op <> 'INSERT' then to_jsonb(old) end,
              'new', case when tg_op <> 'DELETE' then to_jsonb(new) end)::text),
            true);
          return null;
        end
        $$;

      create function access_test.act(role text, claims text, statement text) returns void
        language plpgsql
        as $$
        begin
          perform set_config('request.jwt.claims', claims, true), set_config('role', role, true);
          execute statement;
          perform set_config('role', 'none', true);
        end
        $$;

      create function access_test.seen() returns uuid[]
        language plpgsql
        as $$ begin return array(%s); end $$;

      create function access_test.seen_by_anyone() returns uuid[]
        language plpgsql
        as $$ begin return array(select id from public.projects union all select id from public.project_files); end $$;

      create function access_test.watch(watchers text[], out seen uuid[], out seen_by_anyone uuid[])
        language plpgsql
        as $$
        declare
          watcher text;
        begin
          seen := '{}';
          foreach watcher in array watchers loop
            perform set_config('request.jwt.claims', watcher, true), set_config('role', 'authenticated', true);
            seen := seen || access_test.seen();
          end loop;
          perform set_config('request.jwt.claims', '{"role":"anon"}', true), set_config('role', 'anon', true);
          seen_by_anyone := access_test.seen_by_anyone();
          perform set_config('role', 'none', true);
        end
        $$;

      -- After the first statements, each of the others by itself.
      create function access_test.follow(
        roles text[], claims text[], statements text[], first int, watchers text[],
        out step int, out failure text, out effects text, out seen uuid[], out seen_by_anyone uuid[])
        returns setof record
        language plpgsql
        as $$
        declare
          before text;
        begin
          for i in 1 .. first loop
            perform access_test.act(roles[i], claims[i], statements[i]);
          end loop;
          before := coalesce(current_setting('access_test.effects', true), '');
          for i in first + 1 .. cardinality(statements) loop
            step := i - first - 1;
            failure := null;
            effects := null;
            begin
              perform access_test.act(roles[i], claims[i], statements[i]);
              if coalesce(current_setting('access_test.effects', true), '') <> before then
                effects := current_setting('access_test.effects', true);
                select w.seen, w.seen_by_anyone into seen, seen_by_anyone from access_test.watch(watchers) w;
              end if;
              raise exception using errcode = 'BACK0';
            exception
              when sqlstate 'BACK0' then null;
              when others then failure := sqlstate || ' ' || sqlerrm;
            end;
            return next;
          end loop;
        end
        $$;
      """;

  /**
   * The result of the last step of a sequence.
   *
   * @param failure SQLSTATE and message, empty without error
   * @param effects the effects of all steps together; empty if the last did nothing
   * @param seen the ids of rows that the people see then
   * @param seenByAnyone the ids of rows that are visible without signing in then
   */
  record End(String failure, List<Effect> effects, Set<UUID> seen, Set<UUID> seenByAnyone) {}

  private final Database database;
  private final List<Caller> watchers;

  /**
   * Creates a recorder for a database that is prepared.
   *
   * @param watchers the callers whose visible rows are read after each sequence
   */
  Recorder(Database database, List<Caller> watchers) {
    this.database = database;
    this.watchers = watchers;
  }

  /** Prepares a database, once, in a transaction that is still to be committed. */
  static void install(Database database) throws SQLException {
    database.execute(
        HELPERS.formatted(
            Arrays.stream(Relation.values())
                .map(relation -> "select id from " + relation.sql())
                .collect(Collectors.joining(" union all "))));
    for (Relation relation : Relation.values()) {
      database.execute(
          "create trigger zzz_note after insert or update or delete on "
              + relation.sql()
              + " for each row execute function access_test.note()");
    }
  }

  /**
   * Runs each of the next steps after the first ones, of which each must succeed, and returns the
   * results.
   */
  List<End> follow(List<Step> first, List<Step> next) throws SQLException {
    List<Step> all = Stream.concat(first.stream(), next.stream()).toList();
    List<End> ends = new ArrayList<>();
    database.execute("savepoint follow");
    try (PreparedStatement follow =
        database
            .connection()
            .prepareStatement("select * from access_test.follow(?, ?, ?, ?, ?) order by step")) {
      follow.setArray(1, array(all, step -> step.caller().role()));
      follow.setArray(2, array(all, step -> step.caller().claims()));
      follow.setArray(3, array(all, Step::sql));
      follow.setInt(4, first.size());
      follow.setArray(5, array(watchers, Caller::claims));
      try (ResultSet row = follow.executeQuery()) {
        while (row.next()) {
          String failure = row.getString("failure");
          String effects = row.getString("effects");
          ends.add(
              effects == null
                  ? new End(failure == null ? "" : failure, List.of(), Set.of(), Set.of())
                  : new End(
                      "",
                      Effect.parse(effects),
                      ids(row.getArray("seen")),
                      ids(row.getArray("seen_by_anyone"))));
        }
      }
    }
    database.execute("rollback to savepoint follow; release savepoint follow");
    return ends;
  }

  private <T> Array array(List<T> list, Function<T, String> text) throws SQLException {
    return database.connection().createArrayOf("text", list.stream().map(text).toArray());
  }

  private static Set<UUID> ids(@Nullable Array array) throws SQLException {
    return array == null ? Set.of() : Set.copyOf(Arrays.asList((UUID[]) array.getArray()));
  }
}
