/** Data access to FlashFusion's Postgres in which every statement carries its caller's identity. */
module ai.flashfusion.core {
  requires transitive ai.flashfusion.schema;
  requires transitive java.sql;
  requires com.zaxxer.hikari;
  requires org.postgresql.jdbc;
  requires org.slf4j;
  requires static micrometer.commons; // for those who observe calls with Micrometer
  requires static micrometer.observation;
  requires static jakarta.xml.bind; // javac reads annotations on jOOQ's Settings
  requires static org.checkerframework.checker.qual; // and on pgjdbc's connection
  requires static transitive org.jspecify;

  exports ai.flashfusion;
  exports ai.flashfusion.apikey;
  exports ai.flashfusion.audit;
  exports ai.flashfusion.billing;
  exports ai.flashfusion.conversation;
  exports ai.flashfusion.deployment;
  exports ai.flashfusion.doctor;
  exports ai.flashfusion.error;
  exports ai.flashfusion.follow;
  exports ai.flashfusion.identity;
  exports ai.flashfusion.json;
  exports ai.flashfusion.notification;
  exports ai.flashfusion.observation;
  exports ai.flashfusion.project;
  exports ai.flashfusion.query;
  exports ai.flashfusion.repository;
  exports ai.flashfusion.session;
  exports ai.flashfusion.sharing;
  exports ai.flashfusion.usage;

  provides tools.jackson.databind.JacksonModule with
      ai.flashfusion.json.FlashFusionJacksonModule;
}
