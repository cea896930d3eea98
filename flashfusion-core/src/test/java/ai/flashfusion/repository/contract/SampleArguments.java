package ai.flashfusion.repository.contract;

import ai.flashfusion.notification.Notice;
import ai.flashfusion.notification.WebhookDelivery;
import ai.flashfusion.schema.enums.NotificationType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Values for the parameters of helpers, by their types. */
final class SampleArguments {

  private final SampleRows samples;
  private int rows = 1_000_000;

  SampleArguments(SampleRows samples) {
    this.samples = samples;
  }

  /** Returns a value of the type; null if there is none. */
  @Nullable Object of(Class<?> type, Supplier<String> text, RandomGenerator random) {
    if (type == String.class) {
      return text.get();
    }
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (type == int.class || type == Integer.class) {
      return 1 + random.nextInt(10);
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == boolean.class) {
      return random.nextBoolean();
    }
    if (type == BigDecimal.class) {
      return BigDecimal.ONE;
    }
    if (type == Duration.class) {
      return Duration.ofMinutes(5);
    }
    if (type == Notice.class) {
      return new Notice(NotificationType.INFO, "title", text.get(), null);
    }
    if (type == WebhookDelivery.class) {
      return new WebhookDelivery("deployment", 200, null, null, null, null);
    }
    if (type == Instant.class) {
      return Instant.now();
    }
    for (TableCase<?, ?> table : TableCases.ALL) {
      Record row = table.row().apply(samples, ++rows);
      if (type.isInstance(row)) {
        return row;
      }
    }
    for (Object sample :
        List.of(samples.me, samples.project, samples.team, samples.deployment, samples.webhook)) {
      if (type.isInstance(sample)) {
        return sample;
      }
    }
    return other(type);
  }

  /** Returns a value of a type of the schema's, made of nothing. */
  private static @Nullable Object other(Class<?> type) {
    for (String factory : List.of("random", "of")) {
      try {
        Method method =
            Arrays.stream(type.getMethods())
                .filter(each -> each.getName().equals(factory))
                .filter(each -> each.getParameterCount() == 0 || each.isVarArgs())
                .findFirst()
                .orElse(null);
        if (method != null) {
          return method.getParameterCount() == 0
              ? method.invoke(null)
              : method.invoke(
                  null, Array.newInstance(method.getParameterTypes()[0].getComponentType(), 0));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return type == JsonNode.class || type.isInstance(JsonNodeFactory.instance.objectNode())
        ? JsonNodeFactory.instance.objectNode()
        : null;
  }
}
