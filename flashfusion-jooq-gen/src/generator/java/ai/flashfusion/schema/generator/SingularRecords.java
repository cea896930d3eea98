package ai.flashfusion.schema.generator;

import org.jooq.codegen.DefaultGeneratorStrategy;
import org.jooq.meta.Definition;
import org.jooq.meta.TableDefinition;

/**
 * A naming strategy like that of jOOQ, except that a record is named in the singular, so that
 * {@code projects} gives {@code ProjectRecord}.
 */
public final class SingularRecords extends DefaultGeneratorStrategy {

  @Override
  public String getJavaClassName(Definition definition, Mode mode) {
    if (definition instanceof TableDefinition && mode == Mode.RECORD) {
      return Names.singularClass(definition.getOutputName()) + "Record";
    }
    return super.getJavaClassName(definition, mode);
  }
}
