package ai.flashfusion.spring;

import ai.flashfusion.FlashFusionBuilder;

/** Sets what no property can, as a bean, before the library connects. */
@FunctionalInterface
public interface FlashFusionCustomizer {

  /** Changes the settings, which those of properties follow. */
  void customize(FlashFusionBuilder builder);
}
