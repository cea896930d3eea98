package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Sql;
import jakarta.persistence.EntityManagerFactory;
import java.io.Serial;
import java.sql.PreparedStatement;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Sets the caller's identity when a transaction begins, as a security context would give it. */
public final class IdentityTransactions extends JpaTransactionManager {

  @Serial private static final long serialVersionUID = 1L;

  private static final ThreadLocal<@Nullable Person> CALLER = new ThreadLocal<>();

  private final transient EntityManagerFactory factory;

  public IdentityTransactions(EntityManagerFactory factory) {
    super(factory);
    this.factory = factory;
  }

  public static void caller(Person person) {
    CALLER.set(person);
  }

  @Override
  protected void doBegin(Object transaction, TransactionDefinition definition) {
    super.doBegin(transaction, definition);
    Person person = CALLER.get();
    EntityManagerHolder holder =
        (EntityManagerHolder) TransactionSynchronizationManager.getResource(factory);
    if (person == null || holder == null) {
      throw new IllegalStateException("nobody calls");
    }
    holder
        .getEntityManager()
        .unwrap(Session.class)
        .doWork(
            connection -> {
              try (PreparedStatement identity = connection.prepareStatement(Sql.IDENTITY)) {
                identity.setString(1, person.claims());
                identity.execute();
              }
            });
  }
}
