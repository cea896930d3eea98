package ai.flashfusion.access;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Runs what people try, and reports where Postgres and the matrix differ. */
final class Comparison {

  private final World world;
  private final Database database;
  private final Sentences sentences;
  private final Attempts attempts;
  private final List<Difference> differences = new ArrayList<>();
  private long cells;
  private long statements;

  Comparison(World world, Database database, long seed, int samples) {
    this.world = world;
    this.database = database;
    this.sentences = new Sentences(world);
    this.attempts = new Attempts(world, new Random(seed), samples);
  }

  /** Compares some tables for everybody. */
  Comparison of(Collection<Relation> relations) throws SQLException {
    for (Relation relation : relations) {
      for (Caller caller : world.callers()) {
        compare(caller, attempts.of(caller, relation));
      }
    }
    return this;
  }

  /** Whether a table, or a card, differs for anybody; stops at the first difference. */
  boolean differs(Relation relation) throws SQLException {
    for (Caller caller : world.callers()) {
      compare(caller, attempts.of(caller, relation));
      if (!differences.isEmpty()) {
        return true;
      }
    }
    return relation == Relation.PROFILES && !ofCards().differences.isEmpty();
  }

  /** Compares the cards that each person sees. */
  Comparison ofCards() throws SQLException {
    for (Caller caller : world.callers()) {
      if (!caller.isService()) {
        compareCards(caller);
      }
    }
    return this;
  }

  List<Difference> differences() {
    return differences;
  }

  /**
   * Returns how many times a row and an operation, of certain columns to certain values, were
   * compared.
   */
  long cells() {
    return cells;
  }

  long statements() {
    return statements;
  }

  private void compare(Caller caller, List<Attempt> tried) throws SQLException {
    List<Outcome> outcomes = database.run(caller, tried.stream().map(Attempt::sql).toList());
    statements += tried.size();
    List<Attempt> again = new ArrayList<>();
    for (int i = 0; i < tried.size(); i++) {
      Attempt attempt = tried.get(i);
      Outcome outcome = outcomes.get(i);
      boolean expectedError =
          outcome.isDenied()
              && attempt.cells().stream().allMatch(cell -> cell.expectation() == Verdict.REFUSED);
      if (!outcome.isDone() && !expectedError && attempt.canSplit()) {
        again.addAll(attempt.split());
        continue;
      }
      cells += attempt.cells().size();
      switch (attempt.form()) {
        case BLIND -> judgeBlind(attempt, outcome);
        case NAMED, NEW -> judge(attempt, outcome);
      }
    }
    if (!again.isEmpty()) {
      compare(caller, again);
    }
  }

  private void judge(Attempt attempt, Outcome outcome) {
    boolean single = attempt.cells().size() == 1;
    if (!outcome.isDone() && !outcome.isDenied() && !(single && outcome.isConstraint())) {
      differences.add(sentences.about(attempt, "unexpected error " + outcome.error()));
      return;
    }
    int met = 0;
    for (Expected cell : attempt.cells()) {
      boolean returned = outcome.ids().contains(cell.row().id());
      boolean affected = returned || (single && (outcome.count() == 1 || outcome.isConstraint()));
      met += affected ? 1 : 0;
      judge(attempt, cell, affected, outcome);
    }
    if (met < outcome.count()) {
      differences.add(
          sentences.about(attempt, "reached " + (outcome.count() - met) + " rows more than asked"));
    }
  }

  private void judge(Attempt attempt, Expected cell, boolean affected, Outcome outcome) {
    Row row = cell.row();
    switch (cell.expectation()) {
      case ALLOWED -> {
        if (!affected) {
          differences.add(sentences.about(attempt, row, "could not", "yes" + why(outcome)));
        }
      }
      case NOTHING, REFUSED -> {
        if (affected) {
          differences.add(sentences.about(attempt, row, "could", "no"));
        } else if (outcome.isDenied() && cell.expectation() == Verdict.NOTHING) {
          differences.add(
              sentences.about(
                  attempt, row, "got an error on trying to", "no, in silence" + why(outcome)));
        }
      }
      case DENIED -> {
        if (affected) {
          differences.add(sentences.about(attempt, row, "could", "no"));
        } else if (!outcome.isDenied()) {
          differences.add(
              sentences.about(attempt, row, "got no error on trying to", "no, with an error"));
        }
      }
    }
  }

  /**
   * Judges a statement without ids, of which only the number of rows is known. A constraint may end
   * it too early, which says nothing.
   */
  private void judgeBlind(Attempt attempt, Outcome outcome) {
    if (outcome.isConstraint()) {
      return;
    }
    long allowed = count(attempt, Verdict.ALLOWED);
    long denied = count(attempt, Verdict.DENIED);
    long refused = count(attempt, Verdict.REFUSED);
    boolean mayFail = denied > 0 || (refused > 0 && allowed == 0);
    boolean mustFail = denied > 0;
    if (outcome.isDenied() ? !mayFail : mustFail || outcome.count() != allowed) {
      differences.add(
          sentences.about(
              attempt,
              "without a condition reached "
                  + (outcome.isDone() ? outcome.count() + " rows" : outcome.error())
                  + ", expected "
                  + (mustFail ? "an error" : allowed + " rows")));
    }
  }

  private static String why(Outcome outcome) {
    return outcome.isDone() ? "" : " (" + outcome.error() + ")";
  }

  private static long count(Attempt attempt, Verdict expectation) {
    return attempt.cells().stream().filter(cell -> cell.expectation() == expectation).count();
  }

  private void compareCards(Caller caller) throws SQLException {
    List<Row> people = world.rows(Relation.PROFILES);
    Outcome outcome = database.run(caller, List.of(cards(people))).get(0);
    cells += people.size();
    statements++;
    Set<UUID> expected = attempts.cards(caller);
    for (Row person : people) {
      boolean seen = outcome.ids().contains(person.id());
      if (seen != expected.contains(person.id()) || (outcome.isDone() && !caller.isSignedIn())) {
        String happened = expected.contains(person.id()) ? "could not see" : "could see";
        differences.add(
            new Difference(
                "card " + happened,
                caller.name()
                    + " "
                    + happened
                    + " the card of "
                    + person.name()
                    + ", which is for the signed in who share a project or team"
                    + why(outcome)));
      }
    }
  }

  /** Asks for everybody's card; one with other contents than it should have counts as none. */
  private static String cards(List<Row> people) {
    return people.stream()
        .map(row -> row.id().toString())
        .collect(
            Collectors.joining(
                ",",
                "select string_agg(id::text, ',') from flashfusion.public_cards('{",
                "}') where (username, full_name, avatar_url) = ('user-' || id, 'User ' || id, 'https://example.com/' || id)"));
  }
}
