package ai.flashfusion.examples.benchmarks.workload;

import ai.flashfusion.examples.benchmarks.contestant.ProjectEntity;
import ai.flashfusion.examples.benchmarks.contestant.UsageEntity;
import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Project;
import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.usage.UsageByModel;
import java.math.BigDecimal;
import java.util.List;

/** Converts each contestant's kind of row to one form, so that their results can be compared. */
@SuppressWarnings("NullAway") // the rows that are compared have a value in every column
public final class SameRows {

  private SameRows() {}

  /**
   * Returns rows and numbers in the form for comparison; only values that the database generates
   * anew are left out.
   */
  public static Object canonical(Object result) {
    if (result instanceof List<?> rows) {
      // The library does not return the row beyond the page.
      return rows.stream().limit(20).map(SameRows::canonical).toList();
    }
    if (result instanceof ProjectRecord row) {
      return withoutUpdate(project(row));
    }
    if (result instanceof ProjectEntity row) {
      return withoutUpdate(row.toProject());
    }
    if (result instanceof Project row) {
      return withoutUpdate(row);
    }
    if (result instanceof AiUsageLogRecord row) {
      return usage(row);
    }
    if (result instanceof UsageEntity row) {
      return given(row.toUsage().given());
    }
    if (result instanceof Usage row) {
      return given(row.given());
    }
    if (result instanceof UsageByModel row) {
      return canonical(
          new ModelSum(
              row.provider().getLiteral(),
              row.model(),
              row.usage().requests(),
              row.usage().promptTokens(),
              row.usage().completionTokens(),
              row.usage().totalTokens(),
              row.usage().costUsd(),
              row.usage().errors()));
    }
    if (result instanceof ModelSum row) {
      return row.toString().replace(row.costUsd().toString(), number(row.costUsd()));
    }
    return result;
  }

  private static String project(ProjectRecord row) {
    return new Project(
            row.getId().value(),
            row.getUserId().value(),
            row.getTeamId() == null ? null : row.getTeamId().value(),
            row.getName(),
            row.getSlug(),
            row.getDescription(),
            row.getReadme(),
            row.getFramework() == null ? null : row.getFramework().getLiteral(),
            row.getCategory() == null ? null : row.getCategory().getLiteral(),
            row.getTags() == null ? null : List.of(row.getTags()),
            row.getStatus().getLiteral(),
            row.getVisibility().getLiteral(),
            row.getGithubRepo(),
            row.getVercelProjectId(),
            row.getNetlifySiteId(),
            row.getLiveUrl(),
            row.getPreviewUrl(),
            row.getThumbnailUrl(),
            row.getSettings().toString(),
            row.getMetadata().toString(),
            row.getStarCount(),
            row.getForkCount(),
            row.getViewCount(),
            row.getLastDeployedAt(),
            row.getCreatedAt(),
            row.getUpdatedAt())
        .toString();
  }

  private static String withoutUpdate(Object project) {
    // Each contestant's own transaction of five touches the row. Documents are compared as JSON
    // writes them, with or without blanks.
    return project.toString().replaceAll(", updatedAt=[^\\]]*", "").replace("\": ", "\":");
  }

  private static Object usage(AiUsageLogRecord row) {
    return given(
        new NewUsage(
            row.getUserId().value(),
            row.getProjectId().value(),
            row.getProvider().getLiteral(),
            row.getModel(),
            row.getAction().getLiteral(),
            row.getPromptTokens(),
            row.getCompletionTokens(),
            row.getTotalTokens(),
            row.getCostUsd(),
            row.getLatencyMs(),
            row.getStatus().getLiteral()));
  }

  private static String given(NewUsage usage) {
    return usage.toString().replace(usage.costUsd().toString(), number(usage.costUsd()));
  }

  private static String number(BigDecimal value) {
    return value.stripTrailingZeros().toPlainString();
  }
}
