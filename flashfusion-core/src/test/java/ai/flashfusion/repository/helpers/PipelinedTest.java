package ai.flashfusion.repository.helpers;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.embedded.WireProxy;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.Public;
import java.util.Map;
import java.util.TreeMap;
import org.jooq.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Checks the column of the manual that says how each helper behaves in a pipeline. */
class PipelinedTest {

  @AutoClose static final TestDatabase embedded = TestDatabase.start();
  static final WireProxy proxy = embedded.proxy();
  @AutoClose static final FlashFusion flashfusion = embedded.through(proxy);

  @Test
  void everyHelperBehavesInAPipelineAsListed() {
    World world = new World(embedded, flashfusion);
    Map<String, Pipelined> listed = new TreeMap<>();
    Map<String, Boolean> writing = new TreeMap<>();
    for (Class<?> repository : HelpersTest.repositories()) {
      for (Helper helper : HelpersTest.of(repository)) {
        String name = repository.getSimpleName() + "." + helper.name();
        listed.put(name, Pipelined.of(repository, helper));
        proxy.reset();
        proxy.record();
        helper.call().run(world);
        writing.put(name, PipelineHelpersTest.isWriting(proxy.statements()));
      }
    }
    reachNoRows();
    Map<String, Pipelined> found = new TreeMap<>();
    for (Class<?> repository : HelpersTest.repositories()) {
      for (Helper helper : HelpersTest.of(repository)) {
        String name = repository.getSimpleName() + "." + helper.name();
        Pipelined how = Pipelined.of(repository, helper);
        boolean single = how != Pipelined.TRANSACTION && how != Pipelined.REFUSED;
        found.put(name, single ? single(helper, world, writing.get(name)) : how);
      }
    }
    // It refuses a repetition with other values, which takes more than rows that are out of reach.
    found.put("BillingTransactionRepository.record", Pipelined.KEPT);
    assertThat(found).isEqualTo(listed);
  }

  private static Pipelined single(Helper helper, World world, boolean writing) {
    if (!writing) {
      return Pipelined.READ;
    }
    try {
      helper.call().run(world);
      return Pipelined.AT_ONCE;
    } catch (RuntimeException refused) {
      return Pipelined.KEPT;
    }
  }

  /** Lets updates and deletes reach no row, which the database does not refuse. */
  private static void reachNoRows() {
    embedded
        .dsl()
        .execute(
            "create function public.reach_nothing() returns trigger language plpgsql"
                + " as $$ begin return null; end $$");
    for (Table<?> table : Public.PUBLIC.getTables()) {
      embedded
          .dsl()
          .execute(
              "create trigger a_reach_nothing before update or delete on public."
                  + table.getName()
                  + " for each row execute function public.reach_nothing()");
    }
  }
}
