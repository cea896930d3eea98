package ai.flashfusion.examples.benchmarks.contestant;

import java.util.List;
import java.util.UUID;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;

/** Spring Data's repository of projects. */
public interface ProjectEntities extends JpaRepository<ProjectEntity, UUID> {

  /** Returns the newest projects of a person. */
  List<ProjectEntity> findByUserIdOrderByCreatedAtDescIdDesc(UUID userId, Limit limit);

  long countByUserId(UUID userId);

  /** Changes a project without reading it first. */
  @Modifying
  @Query("update ProjectEntity p set p.description = ?2 where p.id = ?1")
  int describe(UUID id, String description);

  /** Returns a project like {@code findById}, but queries the database even if the row is known. */
  @Query("select p from ProjectEntity p where p.id = ?1")
  ProjectEntity readAgain(UUID id);
}
