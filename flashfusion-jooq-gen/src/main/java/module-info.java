/** The FlashFusion schema in Java: generated tables, records, ids and enums, and its migrations. */
module ai.flashfusion.schema {
  requires transitive org.jooq;
  requires transitive tools.jackson.databind;
  requires transitive java.sql;
  requires com.fasterxml.jackson.annotation;
  requires static flyway.core; // for those who migrate
  requires static transitive org.jspecify;

  exports ai.flashfusion.schema;
  exports ai.flashfusion.schema.catalog;
  exports ai.flashfusion.schema.enums;
  exports ai.flashfusion.schema.ids;
  exports ai.flashfusion.schema.json;
  exports ai.flashfusion.schema.migration;
  exports ai.flashfusion.schema.tables;
  exports ai.flashfusion.schema.tables.records;

  opens ai.flashfusion.schema.migration; // Flyway reads the SQL there, as a resource
}
