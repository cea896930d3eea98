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

/** Writes a Java type for each primary key and for each list of allowed values. */
record ValueTypeWriter(Path folder) {

  /** Other spellings of literals, which are accepted by the parser but never written. */
  private static final Map<String, Map<String, String>> ALIASES =
      Map.of("deployments.environment", Map.of("dev", "development"));

  void write(ColumnTypes catalog) throws IOException {
    Set<ColumnTypes.Id> ids = new LinkedHashSet<>(catalog.ids().values());
    for (ColumnTypes.Id id : ids) {
      source("ids", id.type(), id(id));
    }
    for (Map.Entry<String, List<String>> entry : catalog.enums().entrySet()) {
      source(
          "enums",
          ColumnTypes.enumName(entry.getKey()),
          enumeration(entry.getKey(), entry.getValue()));
    }
    NullMarkedWriter packages = new NullMarkedWriter(folder);
    packages.packageInfo(
        "ids",
        "The types of primary keys, one for each table, so that ids of different tables cannot be confused.");
    packages.packageInfo(
        "enums", "The types of columns with a list of allowed values, from the check constraints.");
  }

  private static String id(ColumnTypes.Id id) {
    return """
        import com.fasterxml.jackson.annotation.JsonCreator;
        import com.fasterxml.jackson.annotation.JsonValue;
        import java.util.Objects;
        import java.util.UUID;
        import org.jooq.Converter;

        /** The id of a row of {@code TABLE}. */
        public record TYPE(UUID value) {

          private static final Converter<UUID, TYPE> CONVERTER =
              Converter.ofNullable(UUID.class, TYPE.class, TYPE::new, TYPE::value);

          public TYPE {
            Objects.requireNonNull(value, "value");
          }

          /** Returns the id with the given value. */
          public static TYPE of(UUID value) {
            return new TYPE(value);
          }

          /**
           * Returns the id that {@link #toString} wrote: a UUID of 36 characters, in either case. Web frameworks
           * bind parameters of this type by this method.
           *
           * @throws IllegalArgumentException if it is not one
           */
          @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
          public static TYPE valueOf(String text) {
            Objects.requireNonNull(text, "text");
            try {
              UUID value = UUID.fromString(text);
              // UUID accepts missing digits, and cuts off those that are too many.
              if (value.toString().equalsIgnoreCase(text)) {
                return new TYPE(value);
              }
            } catch (IllegalArgumentException e) {
              // Told below, as its message may repeat the whole text.
            }
            String start = text.length() > 40 ? text.substring(0, 40) + "…" : text;
            throw new IllegalArgumentException("'" + start + "' is not a TYPE: a UUID is expected");
          }

          /** Returns a new random id. */
          public static TYPE random() {
            return new TYPE(UUID.randomUUID());
          }

          /** Returns the converter between the type of the column and this one. */
          public static Converter<UUID, TYPE> converter() {
            return CONVERTER;
          }

          /** Returns the UUID. */
          @Override
          @JsonValue
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
        import java.util.Objects;
        import org.jooq.Catalog;
        import org.jooq.Converter;
        import org.jooq.EnumType;
        import org.jooq.Schema;
        import org.jspecify.annotations.Nullable;

        /** The values that {@code COLUMN} allows. */
        public enum TYPE implements EnumType {
        CONSTANTS
          private static final Converter<String, TYPE> CONVERTER =
              Converter.ofNullable(String.class, TYPE.class, TYPE::fromString, TYPE::getLiteral);

          private final String literal;

          TYPE(String literal) {
            this.literal = literal;
          }

          /**
           * Returns the constant of a literal. JAX-RS binds parameters of this type by this method.
           *
           * @throws IllegalArgumentException if the column does not allow it; the message lists the allowed values
           */
          @JsonCreator
          public static TYPE fromString(String literal) {
            Objects.requireNonNull(literal, "literal");
            for (TYPE constant : values()) {
              if (constant.literal.equals(literal)) {
                return constant;
              }
            }
        ALIASES    String start = literal.length() > 40 ? literal.substring(0, 40) + "…" : literal;
            throw new IllegalArgumentException("'" + start + "' is not allowed in COLUMN: use ALLOWED");
          }

          /** Returns the converter between the type of the column and this one. */
          public static Converter<String, TYPE> converter() {
            return CONVERTER;
          }

          /** Returns the value as the database writes it. */
          @Override
          @JsonValue
          public String getLiteral() {
            return literal;
          }

          /** Returns null, as the column is of type {@code text} and the database has no type of this name. */
          @Override
          public @Nullable String getName() {
            return null;
          }

          @Override
          public @Nullable Schema getSchema() {
            return null;
          }

          @Override
          public @Nullable Catalog getCatalog() {
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
        .replace("TYPE", ColumnTypes.enumName(column));
  }

  private void source(String subpackage, String type, String body) throws IOException {
    Path target = folder.resolve(PACKAGE.replace('.', '/')).resolve(subpackage);
    Files.createDirectories(target);
    Files.writeString(
        target.resolve(type + ".java"), "package " + PACKAGE + "." + subpackage + ";\n\n" + body);
  }
}
