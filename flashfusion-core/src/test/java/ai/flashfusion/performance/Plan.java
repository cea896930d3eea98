package ai.flashfusion.performance;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The plan and its cost as {@code explain (analyze, buffers, format json)} reports them. */
record Plan(JsonNode root) {

  static Plan parse(String json) {
    return new Plan(JsonMapper.shared().readTree(json).get(0).get("Plan"));
  }

  /** Pages that the statement touched, in the buffer cache or not. */
  long buffers() {
    return root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong();
  }

  /** The rows that came out. */
  long rows() {
    return root.path("Actual Rows").asLong();
  }

  /** The indexes by which the rows were found; not those by which it was worked out who asks. */
  Set<String> indexes() {
    Set<String> indexes = new TreeSet<>();
    nodes(root, false)
        .forEach(
            node -> {
              if (node.has("Index Name")) {
                indexes.add(node.get("Index Name").asString());
              }
            });
    return indexes;
  }

  /** The tables that were read from beginning to end. */
  Set<String> scanned() {
    Set<String> tables = new TreeSet<>();
    for (JsonNode node : nodes(root, true)) {
      if (node.path("Node Type").asString("").equals("Seq Scan")) {
        tables.add(node.path("Relation Name").asString(""));
      }
    }
    return tables;
  }

  /**
   * Returns what was done more than once depending on the rows: sub-plans, and calls in conditions.
   */
  List<String> perRow() {
    List<String> found = new ArrayList<>();
    for (JsonNode node : nodes(root, true)) {
      String parent = node.path("Parent Relationship").asString("");
      long loops = node.path("Actual Loops").asLong();
      if ((parent.equals("SubPlan") || parent.equals("InitPlan")) && loops > 1) {
        found.add(node.path("Subplan Name").asString("") + " ran " + loops + " times");
      }
      for (String condition : List.of("Filter", "Index Cond", "Recheck Cond", "Join Filter")) {
        String text = node.path(condition).asString("");
        if (text.contains("flashfusion.") || text.contains("current_setting")) {
          found.add(condition + " calls a function: " + text);
        }
      }
    }
    return found;
  }

  private static List<JsonNode> nodes(JsonNode node, boolean plansOfConditions) {
    List<JsonNode> all = new ArrayList<>();
    all.add(node);
    for (JsonNode child : node.path("Plans")) {
      if (plansOfConditions || !child.has("Subplan Name")) {
        all.addAll(nodes(child, plansOfConditions));
      }
    }
    return all;
  }
}
