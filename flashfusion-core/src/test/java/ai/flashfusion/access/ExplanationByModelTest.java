package ai.flashfusion.access;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.schema.Public;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.session.Session;
import ai.flashfusion.sharing.AccessExplanation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.TableField;
import org.junit.jupiter.api.Test;

/** Whether explanations say what the matrix says, for cells drawn by chance. */
class ExplanationByModelTest {

  private static final int CELLS = 400;

  @Test
  @SuppressWarnings("try") // the world is loaded to be there
  void explanationsAgreeWithTheMatrix() throws SQLException {
    long seed = Long.getLong("flashfusion.seed", new Random().nextInt(1_000_000_000));
    Random random = new Random(seed);
    World world = WorldGenerator.generate(seed, 0);
    Matrix matrix = new Matrix(world);
    List<String> differences = new ArrayList<>();
    try (TestDatabase embedded = TestDatabase.start();
        Database loaded = Database.load(embedded.owner(), world)) {
      Session service = embedded.flashfusion().asService("compare with the model");
      for (int i = 0; i < CELLS; i++) {
        Caller caller = some(world.callers(), random);
        Relation relation = some(List.of(Relation.values()), random);
        MatrixOperation operation = some(List.of(MatrixOperation.values()), random);
        if (caller.isSignedIn() && caller.authUser() == null) {
          continue; // no identity is like this
        }
        Row row = some(world.rows(relation), random);
        AccessExplanation explanation = explain(service, identity(caller), row, operation);
        if (explanation.visible() != matrix.sees(caller, row)
            || explanation.allowed() != allows(matrix, caller, row, operation)) {
          differences.add(caller.name() + " " + row.name() + ": " + explanation);
        }
      }
    }
    assertThat(differences).as("-Dflashfusion.seed=%s", seed).isEmpty();
  }

  private static boolean allows(Matrix matrix, Caller caller, Row row, MatrixOperation operation) {
    return switch (operation) {
      case SELECT -> matrix.sees(caller, row);
      case INSERT -> matrix.inserts(caller, row);
      case UPDATE ->
          matrix.sees(caller, row) && matrix.updates(caller, row, Map.of()) == Verdict.ALLOWED;
      case DELETE -> matrix.sees(caller, row) && matrix.deletes(caller, row);
    };
  }

  private static Identity identity(Caller caller) {
    UUID authUser = caller.authUser();
    return caller.isService()
        ? Identity.service("as the model's service")
        : authUser == null ? Identity.anonymous() : Identity.user(AuthUserId.of(authUser));
  }

  private static AccessExplanation explain(
      Session service, Identity identity, Row row, MatrixOperation operation) {
    Table<?> table = Objects.requireNonNull(Public.PUBLIC.getTable(row.relation().table()));
    return explain(
        service,
        identity,
        Objects.requireNonNull(table.getPrimaryKey()).getFields().get(0),
        row.id(),
        ai.flashfusion.sharing.Operation.valueOf(operation.name()));
  }

  private static <R extends Record, I> AccessExplanation explain(
      Session service,
      Identity identity,
      TableField<R, I> idColumn,
      UUID id,
      ai.flashfusion.sharing.Operation operation) {
    return service.explainAccess(
        identity, idColumn, Objects.requireNonNull(idColumn.getDataType().convert(id)), operation);
  }

  private static <T> T some(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }
}
