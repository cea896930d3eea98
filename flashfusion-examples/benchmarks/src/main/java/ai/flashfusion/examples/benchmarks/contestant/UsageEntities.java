package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import jakarta.persistence.QueryHint;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.jpa.HibernateHints;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.jpa.repository.QueryHints;

/** Spring Data's repository of usage. */
public interface UsageEntities extends JpaRepository<UsageEntity, UUID> {

  /** Returns the usage by model, the most expensive first. */
  @Query(
      """
      select new ai.flashfusion.examples.benchmarks.data.ModelSum(u.provider, u.model, count(u.id),
        sum(u.promptTokens), sum(u.completionTokens), sum(u.totalTokens), sum(u.costUsd),
        count(case when u.status in ('error', 'timeout') then 1 end))
      from UsageEntity u where u.createdAt >= ?1 and u.createdAt < ?2
      group by u.provider, u.model order by sum(u.costUsd) desc, u.provider, u.model
      """)
  List<ModelSum> summary(Instant from, Instant to);

  /** Returns the latest rows that the caller may see. */
  List<UsageEntity> findByOrderByCreatedAtDescIdDesc(Limit limit);

  /** Returns all rows of a person, which are not kept in the session's cache. */
  @QueryHints({
    @QueryHint(name = HibernateHints.HINT_FETCH_SIZE, value = "1000"),
    @QueryHint(name = HibernateHints.HINT_READ_ONLY, value = "true")
  })
  Stream<UsageEntity> streamByUserId(UUID userId);
}
