package ai.flashfusion.schema.generator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.codegen.GeneratorStrategy.Mode;
import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.meta.TableDefinition;
import org.jooq.meta.TypedElementDefinition;

/**
 * A generator of records whose types say which columns may be null, and whose text does not show
 * secrets, as it ends up in logs.
 */
public final class RecordGenerator extends JavaGenerator {

  // The accessors are ours, as jOOQ would call each column with a default nullable.

  /** The columns that the audit trail masks too. */
  private static final Map<String, List<String>> SECRETS =
      Map.of("api_keys", List.of("key_hash"), "webhooks", List.of("secret", "headers"));

  @Override
  protected void generateRecordClassJavadoc(TableDefinition table, JavaWriter out) {
    out.javadoc(
        "A row of <code>%s</code>. A type without <code>@Nullable</code> is that of a column that is"
            + " not null. Its getter returns null all the same while the record has no value for it:"
            + " before it is stored, or if the column was not selected.",
        table.getQualifiedOutputName());
  }

  @Override
  protected void generateRecordGetter(TypedElementDefinition<?> column, int index, JavaWriter out) {
    out.javadoc("Returns <code>%s</code>.", column.getQualifiedOutputName());
    out.println(
        "public %s %s() {",
        annotated(column, out), getStrategy().getJavaGetterName(column, Mode.RECORD));
    out.println("return (%s) get(%s);", type(column, out), index);
    out.println("}");
  }

  @Override
  protected void generateRecordSetter(TypedElementDefinition<?> column, int index, JavaWriter out) {
    boolean omissible = !column.getType().isNullable() && column.getType().isDefaulted();
    out.javadoc(
        "Sets <code>%s</code>%s.",
        column.getQualifiedOutputName(), omissible ? ", which has a default if it is not set" : "");
    out.println(
        "public %s %s(%s value) {",
        out.ref(getStrategy().getFullJavaClassName(column.getContainer(), Mode.RECORD)),
        getStrategy().getJavaSetterName(column, Mode.RECORD),
        annotated(column, out));
    out.println("set(%s, value);", index);
    out.println("return this;");
    out.println("}");
  }

  private String type(TypedElementDefinition<?> column, JavaWriter out) {
    return out.ref(getJavaType(column.getType(resolver(out)), out));
  }

  private String annotated(TypedElementDefinition<?> column, JavaWriter out) {
    String type = type(column, out);
    if (!column.getType().isNullable()) {
      return type;
    }
    String nullable = "@" + out.ref(generatedNullableAnnotationType());
    return type.endsWith("[]")
        ? type.substring(0, type.length() - 2) + " " + nullable + " []"
        : nullable + " " + type;
  }

  @Override
  protected void generateRecordClassFooter(TableDefinition table, JavaWriter out) {
    List<String> secrets = SECRETS.get(table.getOutputName());
    if (secrets == null) {
      return;
    }
    String names = secrets.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "));
    out.javadoc("Returns the values of the row, except its secrets.");
    out.println("@Override");
    out.println("public String toString() {");
    out.println("java.util.Set<String> secrets = java.util.Set.of(%s);", names);
    out.println("java.util.StringJoiner text = new java.util.StringJoiner(\", \", \"{\", \"}\");");
    out.println("for (org.jooq.Field<?> field : fields()) {");
    out.println("Object value = get(field);");
    out.println("boolean masked = value != null && secrets.contains(field.getName());");
    out.println("text.add(field.getName() + \"=\" + (masked ? \"(secret)\" : value));");
    out.println("}");
    out.println("return text.toString();");
    out.println("}");
  }
}
