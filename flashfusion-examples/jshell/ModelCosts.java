///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS ai.flashfusion:flashfusion-core:0.1.0-SNAPSHOT
//DEPS org.slf4j:slf4j-simple:2.0.20

import ai.flashfusion.FlashFusion;
import ai.flashfusion.usage.UsageByModel;
import ai.flashfusion.usage.UsageQuery;

/** Prints the cost of each model in the last days, of everybody's use, as CSV. */
public class ModelCosts {
  public static void main(String[] args) {
    int days = args.length == 0 ? 30 : Integer.parseInt(args[0]);
    try (FlashFusion flashfusion = FlashFusion.builder().environment().connect()) {
      System.out.println("provider,model,requests,cost_usd");
      for (UsageByModel row :
          flashfusion.asService("usage by model").aiUsage().byModel(UsageQuery.lastDays(days))) {
        System.out.println(
            String.join(
                ",",
                row.provider().getLiteral(),
                '"' + row.model().replace("\"", "\"\"") + '"',
                String.valueOf(row.usage().requests()),
                row.usage().costUsd().toPlainString()));
      }
    }
  }
}
