package ai.flashfusion.examples.benchmarks.data;

import java.util.List;

/**
 * A table during a large load: until it is restored it has no indexes except that of the key, and
 * no triggers, including those that check foreign keys.
 */
public final class BareTable {

  private final Owner owner;
  private final String table;
  private final List<String> definitions;

  public BareTable(Owner owner, String table) {
    this.owner = owner;
    this.table = table;
    String indexes =
        """
        from pg_index i where i.indrelid = '%s'::regclass
          and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
        """
            .formatted(table);
    this.definitions = owner.column("select pg_get_indexdef(i.indexrelid) " + indexes);
    owner
        .column("select i.indexrelid::regclass " + indexes)
        .forEach(name -> owner.execute("drop index " + name));
    owner.execute("alter table " + table + " disable trigger all");
  }

  public void restore() {
    definitions.forEach(owner::execute);
    owner.execute("alter table " + table + " enable trigger all");
  }
}
