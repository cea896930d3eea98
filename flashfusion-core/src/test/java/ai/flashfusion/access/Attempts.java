package ai.flashfusion.access;

import ai.flashfusion.access.Attempt.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything that one world's people try on one another's rows, with what the matrix says. */
final class Attempts {

  private static final Set<String> PLACES = Set.of("role", "user_id", "team_id", "project_id");

  private final World world;
  private final Matrix matrix;
  private final Candidates candidates;

  Attempts(World world, Random random, int samples) {
    this.world = world;
    this.matrix = new Matrix(world);
    this.candidates = new Candidates(world, random, samples);
  }

  List<Attempt> of(Caller caller, Relation relation) {
    return Stream.of(
            selects(caller, relation),
            deletes(caller, relation),
            updates(caller, relation),
            inserts(caller, relation),
            upserts(caller, relation))
        .flatMap(List::stream)
        .toList();
  }

  /** All columns of all rows. */
  private List<Attempt> selects(Caller caller, Relation relation) {
    boolean anybodyMay = relation == Relation.PROJECTS || relation == Relation.PROJECT_FILES;
    Verdict hidden = caller.isSignedIn() || anybodyMay ? Verdict.NOTHING : Verdict.REFUSED;
    List<Expected> cells =
        world.rows(relation).stream()
            .map(row -> new Expected(row, matrix.sees(caller, row) ? Verdict.ALLOWED : hidden))
            .toList();
    return List.of(
        new Attempt(
            caller,
            MatrixOperation.SELECT,
            relation,
            "",
            Form.NAMED,
            "select string_agg(id::text, ',') from (select * from " + relation.sql() + ") rows",
            cells));
  }

  private List<Attempt> deletes(Caller caller, Relation relation) {
    boolean none = !caller.isService() && !(caller.isSignedIn() && ColumnRules.deletable(relation));
    List<Expected> blind = new ArrayList<>();
    List<Expected> named = new ArrayList<>();
    for (Row row : world.rows(relation)) {
      Verdict miss = none ? Verdict.REFUSED : Verdict.NOTHING;
      Verdict hit = matrix.deletes(caller, row) ? Verdict.ALLOWED : miss;
      blind.add(new Expected(row, hit));
      named.add(new Expected(row, matrix.sees(caller, row) ? hit : miss));
    }
    String delete = "delete from " + relation.sql();
    return List.of(
        new Attempt(
            caller,
            MatrixOperation.DELETE,
            relation,
            "",
            Form.NAMED,
            Attempt.returningIds(delete + Attempt.whereNamed()),
            named),
        new Attempt(caller, MatrixOperation.DELETE, relation, "", Form.BLIND, delete, blind));
  }

  private List<Attempt> updates(Caller caller, Relation relation) {
    List<Change> changes = new ArrayList<>(candidates.changes(caller, relation));
    if (caller.isService()) {
      changes.removeIf(Change::decides);
    } else {
      for (int i = 0; i < 3; i++) {
        changes.add(
            candidates
                .some(candidates.changes(caller, relation))
                .and(candidates.some(candidates.changes(caller, relation))));
      }
    }
    List<Attempt> attempts = new ArrayList<>();
    for (Change change : changes) {
      attempts.addAll(namedUpdates(caller, relation, change));
      blindUpdate(caller, relation, change, attempts);
    }
    return attempts;
  }

  /**
   * Returns as few statements as possible: rows that nothing should happen to share one, and so do
   * rows that change without a consequence. A row that is to fail needs a statement of its own.
   */
  private List<Attempt> namedUpdates(Caller caller, Relation relation, Change change) {
    List<Expected> quiet = new ArrayList<>();
    List<Expected> refused = new ArrayList<>();
    List<List<Expected>> groups = new ArrayList<>(List.of(quiet, refused));
    for (Row row : world.rows(relation)) {
      Expected cell = new Expected(row, named(caller, row, change));
      switch (cell.expectation()) {
        case NOTHING -> quiet.add(cell);
        case REFUSED -> refused.add(cell);
        case DENIED -> groups.add(List.of(cell));
        case ALLOWED -> {
          if (change.decides()) {
            groups.add(List.of(cell));
          } else {
            quiet.add(cell);
          }
        }
      }
    }
    String update = "update " + relation.sql() + " set " + change.assignments();
    return groups.stream()
        .filter(cells -> !cells.isEmpty())
        .map(
            cells ->
                new Attempt(
                    caller,
                    MatrixOperation.UPDATE,
                    relation,
                    change.detail(),
                    Form.NAMED,
                    cells.size() == 1
                        ? update + Attempt.whereNamed()
                        : Attempt.returningIds(update + Attempt.whereNamed()),
                    cells))
        .toList();
  }

  private void blindUpdate(
      Caller caller, Relation relation, Change change, List<Attempt> attempts) {
    List<Expected> cells =
        world.rows(relation).stream()
            .map(row -> new Expected(row, matrix.updates(caller, row, change.values())))
            .toList();
    boolean unseatsItself =
        (relation == Relation.TEAM_MEMBERS || relation == Relation.PROJECT_COLLABORATORS)
            && change.values().keySet().stream().anyMatch(PLACES::contains);
    if (!unseatsItself) { // else what becomes of a row depends on the rows before it
      attempts.add(
          new Attempt(
              caller,
              MatrixOperation.UPDATE,
              relation,
              change.detail(),
              Form.BLIND,
              "update " + relation.sql() + " set " + change.assignments(),
              cells));
    }
  }

  /**
   * Returns the verdict on a statement that reads the row before and after, so that policies for
   * reading apply too.
   */
  private Verdict named(Caller caller, Row row, Change change) {
    Verdict blind = matrix.updates(caller, row, change.values());
    if (blind == Verdict.REFUSED) {
      return blind;
    }
    if (!matrix.sees(caller, row)) {
      boolean columns =
          change.values().keySet().stream()
              .allMatch(column -> ColumnRules.updatable(row.relation(), column));
      return columns ? Verdict.NOTHING : Verdict.REFUSED;
    }
    return blind == Verdict.ALLOWED && !matrix.sees(caller, row.with(change.values()))
        ? Verdict.DENIED
        : blind;
  }

  private List<Attempt> inserts(Caller caller, Relation relation) {
    List<Attempt> attempts = new ArrayList<>();
    boolean columnsTried = false;
    for (Row row : candidateRows(caller, relation)) {
      boolean may = matrix.inserts(caller, row);
      attempts.add(insert(caller, row, Map.of(), may, ""));
      if (may && !columnsTried) {
        columnsTried = true;
        attempts.addAll(insertedColumns(caller, row));
      }
      if (may) {
        Attempt plain = insert(caller, row, Map.of(), matrix.sees(caller, row), "");
        attempts.add(
            new Attempt(
                caller,
                MatrixOperation.INSERT,
                relation,
                " returning",
                Form.NEW,
                Attempt.returningIds(plain.template()),
                plain.cells()));
      }
    }
    return attempts;
  }

  private List<Row> candidateRows(Caller caller, Relation relation) {
    List<Row> rows = candidates.rows(caller, relation);
    return caller.isSignedIn() ? rows : rows.subList(0, Math.min(rows.size(), 2));
  }

  /** A row that may be added, again and again with one column more. */
  private List<Attempt> insertedColumns(Caller caller, Row row) {
    List<Attempt> attempts = new ArrayList<>();
    for (String column : Columns.of(row.relation())) {
      if (!row.values().containsKey(column)) {
        for (Change change : candidates.changes(caller, row.relation(), column)) {
          boolean may =
              ColumnRules.insertable(row.relation(), column)
                  && matrix.inserts(caller, row.with(change.values()));
          attempts.add(
              insert(
                  caller,
                  row,
                  change.expressions(),
                  caller.isService() || may,
                  "." + column + (change.decides() ? " " + change.assignments() : "")));
        }
      }
    }
    return attempts;
  }

  private static Attempt insert(
      Caller caller, Row row, Map<String, String> more, boolean may, String detail) {
    Map<String, String> expressions = new TreeMap<>(more);
    row.values().forEach((column, value) -> expressions.put(column, Columns.quote(value)));
    return new Attempt(
        caller,
        MatrixOperation.INSERT,
        row.relation(),
        detail.isEmpty() ? " " + row.values() : detail,
        Form.NEW,
        "insert into "
            + row.relation().sql()
            + expressions.keySet().stream()
                .map(column -> '"' + column + '"')
                .collect(Collectors.joining(", ", " (", ")"))
            + " values ("
            + String.join(", ", expressions.values())
            + ")",
        List.of(new Expected(row, may ? Verdict.ALLOWED : Verdict.DENIED)));
  }

  /** A row that one may add, with the id of one that exists: an update by the back door. */
  private List<Attempt> upserts(Caller caller, Relation relation) {
    List<Attempt> attempts = new ArrayList<>();
    List<Row> rows = candidateRows(caller, relation);
    if (caller.isService() || rows.isEmpty()) {
      return attempts;
    }
    Row added =
        rows.stream().filter(row -> matrix.inserts(caller, row)).findFirst().orElse(rows.get(0));
    for (int i = 0; i < 4; i++) {
      Row existing = candidates.some(world.rows(relation));
      Change change = candidates.some(candidates.changes(caller, relation));
      boolean may =
          ColumnRules.insertable(relation, "id")
              && matrix.inserts(caller, added)
              && named(caller, existing, change) == Verdict.ALLOWED;
      Attempt insert =
          insert(caller, added, Map.of("id", Columns.quote(existing.id())), may, ".id");
      attempts.add(
          new Attempt(
              caller,
              MatrixOperation.UPDATE,
              relation,
              " by insert on conflict" + change.detail(),
              Form.NEW,
              insert.template() + " on conflict (id) do update set " + change.assignments(),
              List.of(new Expected(existing, may ? Verdict.ALLOWED : Verdict.DENIED))));
    }
    return attempts;
  }

  /** Returns the profiles whose cards each person may see. */
  Set<UUID> cards(Caller caller) {
    return world.rows(Relation.PROFILES).stream()
        .filter(profile -> matrix.seesCard(caller, profile))
        .map(Row::id)
        .collect(Collectors.toSet());
  }
}
