package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.ModelSum;
import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Target;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.support.TransactionTemplate;

/** The calls of Spring Data JPA over Hibernate, with batches as its manual advises. */
public final class SpringDataCalls implements Contestant {

  static {
    System.setProperty("org.jboss.logging.provider", "slf4j"); // silent, as everything else here
  }

  private final HikariDataSource pool;
  private final LocalContainerEntityManagerFactoryBean bean;
  private final EntityManager entities;
  private final TransactionTemplate transactions;
  private final ProjectEntities projects;
  private final UsageEntities usages;

  public SpringDataCalls(Target target) {
    pool = target.pool(target.login(), target.password(), "reWriteBatchedInserts");
    bean = new LocalContainerEntityManagerFactoryBean();
    bean.setDataSource(pool);
    bean.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
    bean.setPackagesToScan("ai.flashfusion.examples.benchmarks");
    bean.setJpaPropertyMap(
        Map.of(
            "hibernate.jdbc.batch_size", "1000",
            "hibernate.order_inserts", "true",
            "hibernate.hbm2ddl.auto", "none"));
    bean.afterPropertiesSet();
    EntityManagerFactory factory = Objects.requireNonNull(bean.getObject());
    entities = SharedEntityManagerCreator.createSharedEntityManager(factory);
    transactions = new TransactionTemplate(new IdentityTransactions(factory));
    JpaRepositoryFactory repositories = new JpaRepositoryFactory(entities);
    projects = repositories.getRepository(ProjectEntities.class);
    usages = repositories.getRepository(UsageEntities.class);
  }

  @Override
  public ProjectEntity pointRead(Person person, UUID project) {
    return scoped(person, () -> projects.findById(project).orElseThrow());
  }

  @Override
  public List<ProjectEntity> page(Person person) {
    return scoped(
        person,
        () -> projects.findByUserIdOrderByCreatedAtDescIdDesc(person.profile(), Limit.of(21)));
  }

  @Override
  public List<ModelSum> summary(Person person, Instant from, Instant to) {
    return scoped(person, () -> usages.summary(from, to));
  }

  @Override
  public UsageEntity insert(Person person, NewUsage usage) {
    return scoped(person, () -> usages.save(new UsageEntity(usage)));
  }

  @Override
  public ProjectEntity transactionOfFive(
      Person person, UUID project, NewUsage usage, String description) {
    return scoped(
        person,
        () -> {
          ProjectEntity read = projects.findById(project).orElseThrow();
          usages.save(new UsageEntity(usage));
          usages.save(new UsageEntity(usage));
          read.setDescription(description);
          return projects.readAgain(project);
        });
  }

  @Override
  public List<?> fiveReads(Person person, UUID project, Instant from, Instant to) {
    return scoped(
        person,
        () ->
            List.of(
                projects.findById(project).orElseThrow(),
                projects.findByUserIdOrderByCreatedAtDescIdDesc(person.profile(), Limit.of(21)),
                usages.summary(from, to),
                usages.findByOrderByCreatedAtDescIdDesc(Limit.of(5)),
                projects.countByUserId(person.profile())));
  }

  @Override
  public List<?> fiveWrites(
      Person person, UUID project, UUID other, NewUsage usage, String description) {
    return scoped(
        person,
        () ->
            List.of(
                usages.save(new UsageEntity(usage)),
                usages.save(new UsageEntity(usage)),
                usages.save(new UsageEntity(usage)),
                projects.describe(project, description),
                projects.describe(other, description)));
  }

  @Override
  public long bulk(Person person, List<NewUsage> usage) {
    return scoped(
        person, () -> (long) usages.saveAll(usage.stream().map(UsageEntity::new).toList()).size());
  }

  @Override
  public long stream(Person person) {
    return scoped(
        person,
        () -> {
          long count = 0;
          try (Stream<UsageEntity> rows = usages.streamByUserId(person.profile())) {
            for (Iterator<UsageEntity> row = rows.iterator(); row.hasNext(); count++) {
              UsageEntity entity = row.next();
              Turn.consume(entity);
              entities.detach(entity); // or the session would keep all of them
            }
          }
          return count;
        });
  }

  @Override
  public void close() {
    bean.destroy();
    pool.close();
  }

  private <T> T scoped(Person person, Supplier<T> work) {
    IdentityTransactions.caller(person);
    return Objects.requireNonNull(transactions.execute(status -> work.get()));
  }
}
