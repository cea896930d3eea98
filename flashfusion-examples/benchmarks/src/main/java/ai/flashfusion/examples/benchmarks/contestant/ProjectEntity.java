package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Project;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;

/**
 * A row of {@code projects} for Hibernate. Updates name only changed columns, as privileges are
 * granted by column.
 */
@Entity
@Table(name = "projects")
@DynamicUpdate
@NullUnmarked // Hibernate fills it in
public class ProjectEntity {

  @Id private UUID id;

  @Column(name = "user_id")
  private UUID userId;

  @Column(name = "team_id")
  private UUID teamId;

  private String name;
  private String slug;
  private String description;
  private String readme;
  private String framework;
  private String category;

  @JdbcTypeCode(SqlTypes.ARRAY)
  private String[] tags;

  private String status;
  private String visibility;

  @Column(name = "github_repo")
  private String githubRepo;

  @Column(name = "vercel_project_id")
  private String vercelProjectId;

  @Column(name = "netlify_site_id")
  private String netlifySiteId;

  @Column(name = "live_url")
  private String liveUrl;

  @Column(name = "preview_url")
  private String previewUrl;

  @Column(name = "thumbnail_url")
  private String thumbnailUrl;

  @JdbcTypeCode(SqlTypes.JSON)
  private String settings;

  @JdbcTypeCode(SqlTypes.JSON)
  private String metadata;

  @Column(name = "star_count")
  private Integer starCount;

  @Column(name = "fork_count")
  private Integer forkCount;

  @Column(name = "view_count")
  private Integer viewCount;

  @Column(name = "last_deployed_at")
  private Instant lastDeployedAt;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  protected ProjectEntity() {}

  void setDescription(String description) {
    this.description = description;
  }

  public Project toProject() {
    return new Project(
        id,
        userId,
        teamId,
        name,
        slug,
        description,
        readme,
        framework,
        category,
        tags == null ? null : List.of(tags),
        status,
        visibility,
        githubRepo,
        vercelProjectId,
        netlifySiteId,
        liveUrl,
        previewUrl,
        thumbnailUrl,
        settings,
        metadata,
        starCount,
        forkCount,
        viewCount,
        lastDeployedAt,
        createdAt,
        updatedAt);
  }
}
