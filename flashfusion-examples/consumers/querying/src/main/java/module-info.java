/** An application that only queries, without Flyway. */
module querying {
  requires ai.flashfusion.core;
  requires org.postgresql.jdbc;
}
