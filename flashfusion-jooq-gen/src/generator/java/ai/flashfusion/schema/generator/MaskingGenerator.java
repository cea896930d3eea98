package ai.flashfusion.schema.generator;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jooq.codegen.JavaGenerator;
import org.jooq.codegen.JavaWriter;
import org.jooq.meta.TableDefinition;

/** A generator of records whose text does not show secrets, as it ends up in logs. */
public final class MaskingGenerator extends JavaGenerator {

  /** The columns that the audit trail masks too. */
  private static final Map<String, List<String>> SECRETS =
      Map.of("api_keys", List.of("key_hash"), "webhooks", List.of("secret", "headers"));

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
