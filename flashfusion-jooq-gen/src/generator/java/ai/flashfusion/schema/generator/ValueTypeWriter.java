package ai.flashfusion.schema.generator;

import static ai.flashfusion.schema.generator.SchemaGenerator.PACKAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes a Java type per primary key and per list of allowed values. */
record ValueTypeWriter(Path folder) {

  /** Spellings that people use for a literal; understood when parsed, never written. */
  private static final Map<String, Map<String, String>> ALIASES =
      Map.of("deployments.environment", Map.of("dev", "development"));

  void write(Catalog catalog) throws IOException {
    Set<Catalog.Id> ids = new LinkedHashSet<>(catalog.ids().values());
    for (Catalog.Id id : ids) {
      source("ids", id.type(), id(id));
    }
    for (Map.Entry<String, List<String>> entry : catalog.enums().entrySet()) {
      source(
          "enums", Catalog.enumName(entry.getKey()), enumeration(entry.getKey(), entry.getValue()));
    }
    packageInfo("ids", "A type per primary key: an id of one table does not pass for another's.");
    packageInfo("enums", "A type per list of allowed values, from the check constraints.");
  }

  private static String id(Catalog.Id id) {
    return """
        import com.fasterxml.jackson.annotation.JsonCreator;
        import com.fasterxml.jackson.annotation.JsonValue;
        import java.util.Objects;
        import java.util.UUID;
        import org.jooq.Converter;

        /** The id of a row of {@code TABLE}. */
        public record TYPE(@JsonValue UUID value) {

          private static final Converter<UUID, TYPE> CONVERTER =
              Converter.ofNullable(UUID.class, TYPE.class, TYPE::new, TYPE::value);

          public TYPE {
            Objects.requireNonNull(value, "value");
          }

          /** Returns the id with the given value. */
          @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
          public static TYPE of(UUID value) {
            return new TYPE(value);
          }

          /**
           * Returns the id written in the usual form of a UUID.
           *
           * @throws IllegalArgumentException if it is not one
           */
          public static TYPE parse(String value) {
            try {
              return new TYPE(UUID.fromString(value));
            } catch (IllegalArgumentException e) {
              throw new IllegalArgumentException("'" + value + "' is not a TYPE: a UUID is expected", e);
            }
          }

          /** Returns a new random id. */
          public static TYPE random() {
            return new TYPE(UUID.randomUUID());
          }

          /** Between the column's type and this one. */
          public static Converter<UUID, TYPE> converter() {
            return CONVERTER;
          }

          /** Returns the UUID alone. */
          @Override
          public String toString() {
            return value.toString();
          }
        }
        """
        .replace("TYPE", id.type())
        .replace("TABLE", id.table());
  }

  private static String enumeration(String column, List<String> literals) {
    String constants =
        literals.stream()
            .map(literal -> "  %s(\"%s\")".formatted(Names.constant(literal), literal))
            .collect(Collectors.joining(",\n", "", ";\n"));
    String aliases =
        ALIASES.getOrDefault(column, Map.of()).entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                alias ->
                    "    if (literal.equals(\"%s\")) {\n      return %s;\n    }\n"
                        .formatted(alias.getKey(), Names.constant(alias.getValue())))
            .collect(Collectors.joining());
    return """
        import com.fasterxml.jackson.annotation.JsonCreator;
        import com.fasterxml.jackson.annotation.JsonValue;
        import org.jooq.Catalog;
        import org.jooq.Converter;
        import org.jooq.EnumType;
        import org.jooq.Schema;

        /** The values that {@code COLUMN} allows. */
        public enum TYPE implements EnumType {
        CONSTANTS
          private static final Converter<String, TYPE> CONVERTER =
              Converter.ofNullable(String.class, TYPE.class, TYPE::of, TYPE::getLiteral);

          private final String literal;

          TYPE(String literal) {
            this.literal = literal;
          }

          /**
           * Returns the constant of a literal.
           *
           * @throws IllegalArgumentException if the column does not allow it; the message lists what it allows
           */
          @JsonCreator
          public static TYPE of(String literal) {
            for (TYPE constant : values()) {
              if (constant.literal.equals(literal)) {
                return constant;
              }
            }
        ALIASES    throw new IllegalArgumentException("'" + literal + "' is not allowed in COLUMN: use ALLOWED");
          }

          /** Between the column's type and this one. */
          public static Converter<String, TYPE> converter() {
            return CONVERTER;
          }

          /** Returns the value as the database writes it. */
          @Override
          @JsonValue
          public String getLiteral() {
            return literal;
          }

          /** Null: the database knows no type of this name, the column is {@code text}. */
          @Override
          public String getName() {
            return null;
          }

          @Override
          public Schema getSchema() {
            return null;
          }

          @Override
          public Catalog getCatalog() {
            return null;
          }

          /** Returns the literal. */
          @Override
          public String toString() {
            return literal;
          }
        }
        """
        .replace("CONSTANTS\n", constants)
        .replace("ALIASES", aliases)
        .replace("ALLOWED", String.join(", ", literals))
        .replace("COLUMN", column)
        .replace("TYPE", Catalog.enumName(column));
  }

  private void source(String subpackage, String type, String body) throws IOException {
    write(subpackage, type, "package " + PACKAGE + "." + subpackage + ";\n\n" + body);
  }

  private void packageInfo(String subpackage, String comment) throws IOException {
    write(
        subpackage,
        "package-info",
        "/** " + comment + " */\npackage " + PACKAGE + "." + subpackage + ";\n");
  }

  private void write(String subpackage, String file, String text) throws IOException {
    Path target = folder.resolve(PACKAGE.replace('.', '/')).resolve(subpackage);
    Files.createDirectories(target);
    Files.writeString(target.resolve(file + ".java"), text);
  }
}
