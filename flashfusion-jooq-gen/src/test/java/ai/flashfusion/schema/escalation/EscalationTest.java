package ai.flashfusion.schema.escalation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.fixture.SchemaDatabase;
import ai.flashfusion.schema.fixture.Sql;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Runs each attack on the database in use and on ours, in a transaction of the login like those of
 * the application, and looks up the result with the rights of the service. If it works on the one,
 * it would be noticed on the other.
 */
class EscalationTest {

  private static final SchemaDatabase TODAY = SchemaDatabase.inUse();
  private static final SchemaDatabase OURS = SchemaDatabase.migrated();

  static {
    Cast.enter(TODAY);
    Cast.enter(OURS);
  }

  private static Stream<Escalation> all() {
    return Stream.of(
            ProfileEscalations.ALL,
            MembershipEscalations.ALL,
            ProjectEscalations.ALL,
            AttachEscalations.ALL,
            UpsertEscalations.ALL,
            ReadEscalations.ALL,
            ProbeEscalations.ALL,
            LaunderingEscalations.ALL,
            CodeEscalations.ALL)
        .flatMap(List::stream);
  }

  @TestFactory
  Stream<DynamicTest> nothingIsGainedOnOurs() {
    return all()
        .map(
            escalation ->
                DynamicTest.dynamicTest(
                    sentence(escalation, "fails"), () -> run(escalation, OURS, false)));
  }

  @TestFactory
  Stream<DynamicTest> theDatabaseInUseIsAsOpenAsSaid() {
    return all()
        .map(
            escalation ->
                DynamicTest.dynamicTest(
                    sentence(escalation, escalation.openToday() ? "works" : "fails"),
                    () -> run(escalation, TODAY, escalation.openToday())));
  }

  private static String sentence(Escalation escalation, String verb) {
    return escalation.attacker() + " " + verb + " to " + escalation.name();
  }

  private static void run(Escalation escalation, SchemaDatabase database, boolean gained) {
    List<String> attack = escalation.attack().stream().map(Cast::ids).toList();
    try (Sql attacker = Cast.as(database, escalation.attacker())) {
      Loot loot = Loot.of(attacker, attack);
      attacker.run("reset search_path");
      attacker.lines("select set_config('role', 'service_role', true)");
      assertThat(escalation.gain().by(loot, attacker)).as("%s", loot).isEqualTo(gained);
    }
    try (Sql service = database.asService()) {
      assertThat(escalation.gain().by(new Loot(), service))
          .as("gained before the attack")
          .isFalse();
    }
  }
}
