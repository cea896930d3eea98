package ai.flashfusion.session;

import static ai.flashfusion.schema.Tables.PROJECTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.error.FlashFusionException;
import ai.flashfusion.error.TransactionException;
import ai.flashfusion.error.UniqueViolationException;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.query.RetryPolicy;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class TransactionTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final Session alice = embedded.user("alice");
  final Session bob = embedded.user("bob");

  private static void create(Session session, String slug) {
    session.projects().create(slug, slug, ProjectFramework.REACT, ProjectVisibility.PRIVATE);
  }

  @Test
  void returningCommits() {
    String result =
        alice.transactionResult(
            tx -> {
              create(tx, "one");
              create(tx, "two");
              return "done";
            });
    assertThat(result).isEqualTo("done");
    assertThat(alice.projects().count()).isEqualTo(2);
  }

  @Test
  void throwingRollsBackAndRethrowsSameException() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      create(tx, "one");
                      throw new IOException("disk");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("disk");
    assertThat(alice.projects().count()).isZero();
  }

  private static List<Consumer<TransactionCallback<String>>> calls(Session session) {
    RetryPolicy policy = RetryPolicy.standard();
    return List.of(
        callback -> session.transactionResult(callback),
        callback -> session.transaction(tx -> callback.run(tx)),
        callback -> session.transaction(policy, tx -> callback.run(tx)),
        callback -> session.transactionResult(policy, callback),
        callback -> session.once("a").transaction(tx -> callback.run(tx)),
        callback -> session.once("b").transactionResult(String.class, callback),
        callback -> session.once("c").transaction(policy, tx -> callback.run(tx)),
        callback -> session.once("d").transactionResult(policy, String.class, callback),
        callback -> session.transaction(tx -> tx.transactionResult(callback)));
  }

  @Test
  void rethrowsCheckedExceptionOfEachKindOfCallback() {
    for (Consumer<TransactionCallback<String>> call : calls(alice)) {
      IOException thrown = new IOException("disk");
      assertThatThrownBy(
              () ->
                  call.accept(
                      tx -> {
                        create(tx, "one");
                        throw thrown;
                      }))
          .isSameAs(thrown);
      assertThat(alice.projects().count()).isZero();
    }
  }

  @Test
  void aSwallowedFailureFailsTheTransactionInsteadOfLookingLikeACommit() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      create(tx, "same");
                      try {
                        create(tx, "same");
                      } catch (UniqueViolationException e) {
                        // Swallowed.
                      }
                    }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("rolled back, nothing of it is stored")
        .hasMessageContaining("projects_slug_key");
    assertThat(alice.projects().count()).isZero();
  }

  /** The driver fetches the next piece itself, in calls of which the library does not hear. */
  @Test
  void aSwallowedFailureOfTheDriversOwnStatementFailsTheTransactionToo() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      create(tx, "lost");
                      tx.dsl()
                          .connection(
                              connection -> {
                                try (var statement =
                                    connection.prepareStatement(
                                        "select 1 / (3 - i) from generate_series(1, 9) i")) {
                                  statement.setFetchSize(2);
                                  try (var rows = statement.executeQuery()) {
                                    rows.next();
                                    rows.next();
                                    rows.isLast();
                                  } catch (java.sql.SQLException e) {
                                    // Swallowed.
                                  }
                                }
                              });
                    }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("rolled back");
    assertThat(alice.projects().count()).isZero();
  }

  @Test
  void aStatementAfterASwallowedFailureIsRefusedWithTheCause() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      create(tx, "same");
                      try {
                        create(tx, "same");
                      } catch (UniqueViolationException e) {
                        create(tx, "other");
                      }
                    }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("can only roll back")
        .hasMessageContaining("projects_slug_key");
    assertThat(alice.projects().count()).isZero();
  }

  @Test
  void aFailureInANestedTransactionUndoesThatOneOnly() {
    alice.transaction(
        tx -> {
          create(tx, "outer");
          assertThatThrownBy(
                  () ->
                      tx.transaction(
                          inner -> {
                            create(inner, "inner");
                            create(inner, "outer");
                          }))
              .isInstanceOf(UniqueViolationException.class);
          create(tx, "after");
        });
    assertThat(alice.projects().findBySlug("outer")).isPresent();
    assertThat(alice.projects().findBySlug("after")).isPresent();
    assertThat(alice.projects().findBySlug("inner")).isEmpty();
  }

  @Test
  void aFailureSwallowedInANestedTransactionFailsTheNestedOne() {
    alice.transaction(
        tx -> {
          create(tx, "outer");
          assertThatThrownBy(
                  () ->
                      tx.transaction(
                          inner -> {
                            create(inner, "inner");
                            try {
                              create(inner, "outer");
                            } catch (UniqueViolationException e) {
                              // Swallowed.
                            }
                          }))
              .isInstanceOf(TransactionException.class)
              .hasMessageContaining("the nested transaction was rolled back");
        });
    assertThat(alice.projects().count()).isEqualTo(1);
  }

  @Test
  void aNestedTransactionThatComesFirstStillHasItsIdentityAfterItsRollback() {
    create(bob, "bob");
    alice.transaction(
        tx -> {
          assertThatThrownBy(
                  () ->
                      tx.transaction(
                          inner -> {
                            create(inner, "inner");
                            throw new IllegalStateException();
                          }))
              .isInstanceOf(IllegalStateException.class);
          assertThat(tx.dsl().fetchCount(PROJECTS)).isZero();
          create(tx, "mine");
        });
    assertThat(alice.projects().count()).isEqualTo(1);
  }

  @Test
  void theSessionItselfBelongsToTheTransactionOfItsThread() {
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> {
                      create(alice, "through-the-session");
                      alice.transaction(inner -> create(inner, "nested"));
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(alice.projects().count()).isZero();
  }

  @Test
  void anotherIdentityIsRefusedInsideATransaction() {
    assertThatThrownBy(() -> alice.transaction(tx -> bob.transaction(inner -> {})))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("a transaction has one identity");
    assertThatThrownBy(() -> alice.transaction(tx -> bob.projects().count()))
        .isInstanceOf(TransactionException.class);
    assertThatThrownBy(
            () ->
                alice.transaction(
                    tx -> embedded.flashfusion().asService("escalation").projects().count()))
        .isInstanceOf(TransactionException.class);
    assertThat(bob.projects().count()).isZero();
  }

  @Test
  void aTransactionCannotBeUsedAfterItsEnd() {
    Transaction kept = alice.transactionResult(tx -> tx);
    assertThatThrownBy(() -> kept.projects().count())
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("the transaction is over");
  }

  @Test
  void aTransactionCannotBeUsedByAnotherThread() {
    alice.transaction(
        tx ->
            assertThatThrownBy(
                    () -> CompletableFuture.supplyAsync(() -> tx.projects().count()).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(TransactionException.class)
                .hasMessageContaining("belongs to thread"));
  }

  @Test
  void jooqTransactionsBelongToSession() {
    alice
        .dsl()
        .transaction(
            outer -> {
              create(alice, "outer");
              assertThatThrownBy(
                      () ->
                          outer
                              .dsl()
                              .transaction(
                                  inner -> {
                                    create(alice, "inner");
                                    throw new IllegalStateException("undo");
                                  }))
                  .hasMessage("undo");
            });
    assertThat(alice.projects().findBySlug("outer")).isPresent();
    assertThat(alice.projects().findBySlug("inner")).isEmpty();
  }

  @Test
  void aFailureSwallowedInAJooqTransactionFailsItToo() {
    assertThatThrownBy(
            () ->
                alice
                    .dsl()
                    .transaction(
                        tx -> {
                          create(alice, "same");
                          try {
                            create(alice, "same");
                          } catch (FlashFusionException e) {
                            // Swallowed.
                          }
                        }))
        .isInstanceOf(TransactionException.class)
        .hasMessageContaining("rolled back");
    assertThat(alice.projects().count()).isZero();
    create(alice, "and the thread is free again");
  }
}
