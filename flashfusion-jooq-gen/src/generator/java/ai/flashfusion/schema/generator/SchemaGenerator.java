package ai.flashfusion.schema.generator;

import ai.flashfusion.schema.migration.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jooq.codegen.GenerationTool;
import org.jooq.meta.jaxb.Configuration;
import org.jooq.meta.jaxb.Database;
import org.jooq.meta.jaxb.ForcedType;
import org.jooq.meta.jaxb.Generate;
import org.jooq.meta.jaxb.Generator;
import org.jooq.meta.jaxb.Jdbc;
import org.jooq.meta.jaxb.Logging;
import org.jooq.meta.jaxb.OnError;
import org.jooq.meta.jaxb.Strategy;
import org.jooq.meta.jaxb.Target;

/**
 * Generates the schema's Java code, and the script for the SQL Editor of Supabase, from an embedded
 * Postgres that it migrates.
 */
public final class SchemaGenerator {

  static final String PACKAGE = "ai.flashfusion.schema";

  private SchemaGenerator() {}

  /**
   * Generates the files, unless all that it reads is as it was the last time.
   *
   * @param args the folder that receives the sources, the one that receives the resources, the file
   *     that receives the script, the versions of jOOQ and Postgres, and the folders with the SQL
   *     and with the generator
   */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    List<Path> inputs = Stream.of(args).skip(4).map(Path::of).toList();
    LastRun last = new LastRun(folder.resolveSibling("generated-from.txt"), args[3], inputs);
    if (last.isCurrent()) {
      return;
    }
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      DataSource owner = postgres.getPostgresDatabase();
      Migrations.bootstrap(owner);
      Migrations.migrate(owner);
      try (Connection connection = owner.getConnection()) {
        ColumnTypes catalog = ColumnTypes.read(connection);
        GenerationTool.generate(
            configuration(
                postgres.getJdbcUrl("postgres", "postgres"), folder, catalog.forcedTypes()));
        new ValueTypeWriter(folder).write(catalog);
        new NullMarkedWriter(folder).write();
        new AccessRulesWriter(folder).write(connection);
        new SupabaseScriptWriter(Path.of(args[2])).write(connection);
      }
      new CatalogWriter(Path.of(args[1])).write(postgres);
    }
    last.write();
  }

  private static Configuration configuration(String url, Path folder, List<ForcedType> types) {
    return new Configuration()
        .withLogging(Logging.WARN)
        .withOnError(OnError.FAIL)
        .withJdbc(new Jdbc().withUrl(url))
        .withGenerator(
            new Generator()
                .withName(RecordGenerator.class.getName())
                .withStrategy(new Strategy().withName(SingularRecords.class.getName()))
                .withDatabase(
                    new Database()
                        .withName("org.jooq.meta.postgres.PostgresDatabase")
                        .withInputSchema("public")
                        .withIncludeRoutines(false)
                        .withIncludeDomains(false)
                        .withForcedTypes(types))
                .withGenerate(
                    new Generate()
                        .withGeneratedAnnotation(false)
                        .withComments(true)
                        .withSources(false)
                        .withGlobalObjectReferences(true)
                        .withFluentSetters(true)
                        .withNullableAnnotation(true)
                        .withNullableAnnotationType("org.jspecify.annotations.Nullable")
                        .withImplicitJoinPathsToMany(true)
                        // The methods would call DSL.exists, which later versions do not have.
                        .withWhereMethodOverrides(false))
                .withTarget(
                    new Target()
                        .withPackageName(PACKAGE)
                        .withDirectory(folder.toString())
                        .withClean(true)));
  }
}
