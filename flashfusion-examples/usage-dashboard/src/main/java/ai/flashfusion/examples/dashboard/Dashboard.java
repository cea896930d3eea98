package ai.flashfusion.examples.dashboard;

import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.spring.FlashFusionCustomizer;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The service, and the command that starts it on a database with sample people. */
@SpringBootApplication
public class Dashboard {

  /** Starts the service on port 8080, or that of the first argument, until Ctrl-C. */
  public static void main(String[] args) {
    Running running = start(args.length > 0 ? Integer.parseInt(args[0]) : 8080);
    // The database stops by itself, at the same time.
    Runtime.getRuntime().addShutdownHook(new Thread(running::stopServing));
    System.out.printf("%n  The dashboard is at %s%n  Ctrl-C stops it.%n%n", running.address());
  }

  /** A service that runs, with the database and the issuer of tokens that it runs on. */
  record Running(
      EmbeddedFlashFusion database,
      SampleAuth auth,
      SampleData sample,
      ConfigurableApplicationContext context)
      implements AutoCloseable {

    String address() {
      return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
    }

    void stopServing() {
      context.close();
      auth.close();
    }

    @Override
    public void close() {
      stopServing();
      database.close();
    }
  }

  /** Starts the service on a port, or any that is free for 0. */
  static Running start(int port, Class<?>... more) {
    EmbeddedFlashFusion database = EmbeddedFlashFusion.start();
    return start(port, database, database.url(), more);
  }

  static Running start(int port, EmbeddedFlashFusion database, String url, Class<?>... more) {
    SampleData sample = SampleData.write(database, Clock.systemUTC());
    SampleAuth auth = SampleAuth.start();
    // snippet: dashboard-properties
    Logins logins = database.logins();
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("flashfusion.url", url);
    properties.put("flashfusion.user", logins.user());
    properties.put("flashfusion.password", logins.userPassword());
    properties.put("flashfusion.service-user", logins.service());
    properties.put("flashfusion.service-password", logins.servicePassword());
    properties.put("flashfusion.seal-key", logins.sealKey());
    properties.put("flashfusion.auth.issuer", auth.issuer());
    // end
    properties.put("server.port", port);
    SpringApplication application = new SpringApplication(Dashboard.class);
    application.setRegisterShutdownHook(false); // the database must outlive the requests
    application.setDefaultProperties(properties);
    application.addPrimarySources(java.util.List.of(more));
    application.addInitializers(
        context -> {
          context.getBeanFactory().registerSingleton("sampleAuth", auth);
          context.getBeanFactory().registerSingleton("sampleData", sample);
        });
    return new Running(database, auth, sample, application.run());
  }

  @Bean
  FlashFusionCustomizer costOfPages() {
    return builder -> builder.listener(PageCost::started);
  }

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }
}
