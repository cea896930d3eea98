package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Usage;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.DynamicInsert;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/**
 * A row of {@code ai_usage_logs} for Hibernate, which generates the id and the time so that it can
 * send batches.
 */
@Entity
@Table(name = "ai_usage_logs")
@DynamicInsert
@NullUnmarked // Hibernate fills it in
public class UsageEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.UUID)
  private UUID id;

  @Column(name = "user_id")
  private UUID userId;

  @Column(name = "project_id")
  private UUID projectId;

  private String provider;
  private String model;
  private String action;

  @Column(name = "prompt_tokens")
  private Integer promptTokens;

  @Column(name = "completion_tokens")
  private Integer completionTokens;

  @Column(name = "total_tokens")
  private Integer totalTokens;

  @Column(name = "cost_usd")
  private BigDecimal costUsd;

  @Column(name = "latency_ms")
  private Integer latencyMs;

  private String status;

  @Column(name = "error_message")
  private String errorMessage;

  @Column(name = "request_data")
  @JdbcTypeCode(SqlTypes.JSON)
  private String requestData;

  @Column(name = "response_data")
  @JdbcTypeCode(SqlTypes.JSON)
  private String responseData;

  @JdbcTypeCode(SqlTypes.JSON)
  private String metadata;

  @CreationTimestamp
  @Column(name = "created_at")
  private Instant createdAt;

  protected UsageEntity() {}

  UsageEntity(NewUsage usage) {
    userId = usage.userId();
    projectId = usage.projectId();
    provider = usage.provider();
    model = usage.model();
    action = usage.action();
    promptTokens = usage.promptTokens();
    completionTokens = usage.completionTokens();
    totalTokens = usage.totalTokens();
    costUsd = usage.costUsd();
    latencyMs = usage.latencyMs();
    status = usage.status();
  }

  public Usage toUsage() {
    return new Usage(
        id,
        new NewUsage(
            userId,
            projectId,
            provider,
            model,
            action,
            promptTokens,
            completionTokens,
            totalTokens,
            costUsd,
            latencyMs,
            status),
        errorMessage,
        requestData,
        responseData,
        metadata,
        createdAt);
  }
}
