package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** All contestants on one target, in the order of their turns. */
public final class Contestants implements AutoCloseable {

  public static final String FLOOR = "floor";
  public static final String FLASHFUSION = "flashfusion";

  private static final Map<String, Function<Target, Contestant>> WAYS = new LinkedHashMap<>();

  static {
    WAYS.put(FLOOR, HandWritten::floor);
    WAYS.put(FLASHFUSION, FlashFusionCalls::new);
    WAYS.put("jdbc", HandWritten::usual);
    WAYS.put("jooq", JooqCalls::new);
    WAYS.put("spring-data-jpa", SpringDataCalls::new);
    WAYS.put("jdbi", JdbiCalls::new);
    WAYS.put("vertx", VertxCalls::new);
  }

  private final Map<String, Contestant> open = new LinkedHashMap<>();

  public Contestants(Target target) {
    WAYS.forEach((name, way) -> open.put(name, way.apply(target)));
  }

  public void forEach(BiConsumer<String, Contestant> turn) {
    open.forEach(turn);
  }

  public Contestant floor() {
    return get(FLOOR);
  }

  public FlashFusionCalls flashfusion() {
    return (FlashFusionCalls) get(FLASHFUSION);
  }

  private Contestant get(String name) {
    Contestant contestant = open.get(name);
    if (contestant == null) {
      throw new IllegalArgumentException("no contestant " + name);
    }
    return contestant;
  }

  @Override
  public void close() {
    open.values().forEach(Contestant::close);
  }
}
