package ai.flashfusion.schema.escalation;

import ai.flashfusion.schema.fixture.Sql;
import java.util.List;

/**
 * Somebody's attempt to get at more than is theirs.
 *
 * @param name the attempt in words
 * @param attacker a name of the {@link Cast}, or {@code anonymous} for somebody who is not signed
 *     in
 * @param openToday whether it works on the database in use
 * @param gain the way to find out that it worked
 * @param attack the statements; when one fails, the attacker goes on with the next
 */
record Escalation(String name, String attacker, boolean openToday, Gain gain, List<String> attack) {

  /** Tells whether the attacker gained anything. */
  @FunctionalInterface
  interface Gain {
    boolean by(Loot loot, Sql service);
  }

  static Escalation open(String name, String attacker, Gain gain, String... attack) {
    return new Escalation(name, attacker, true, gain, List.of(attack));
  }

  static Escalation closed(String name, String attacker, Gain gain, String... attack) {
    return new Escalation(name, attacker, false, gain, List.of(attack));
  }

  /** Returns a gain if the condition holds now; it must not hold before the attack. */
  static Gain holds(String condition) {
    return (loot, service) ->
        service.text("select (" + Cast.ids(condition) + ")::text").equals("true");
  }

  /** Returns a gain if there is such a row now. */
  static Gain row(String tableAndCondition) {
    return holds("exists (select from public." + tableAndCondition + ")");
  }

  /** Returns a gain if there is no such row any more. */
  static Gain noRow(String tableAndCondition) {
    return holds("not exists (select from public." + tableAndCondition + ")");
  }

  /** Returns a gain if the attacker saw the text, as a value or in an error. */
  static Gain read(String text) {
    return (loot, service) -> loot.shows(text);
  }

  /** Returns a gain if the attacker learned the id of whatever has the name. */
  static Gain readId(String name) {
    return (loot, service) -> loot.shows(Cast.id(name).toString());
  }

  /** Returns a gain if a statement was carried out, whatever it did. */
  static Gain done() {
    return (loot, service) -> loot.succeeded();
  }

  /**
   * Returns a gain if the last two statements, one about something that exists and one about
   * something that does not, end differently.
   */
  static Gain tellsApart() {
    return (loot, service) -> loot.lastTwoDiffer();
  }
}
