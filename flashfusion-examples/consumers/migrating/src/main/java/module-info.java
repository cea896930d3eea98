/** An application that migrates its database, connects and queries. */
module migrating {
  requires ai.flashfusion.core;
  requires org.postgresql.jdbc;
}
