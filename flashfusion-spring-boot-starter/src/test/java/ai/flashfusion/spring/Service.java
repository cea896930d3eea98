package ai.flashfusion.spring;

import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.testing.EmbeddedFlashFusion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** A service that runs, on a real Tomcat if it has one, and requests to it. */
final class Service implements AutoCloseable {

  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  private Service(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /** Starts a web service on the database. */
  static Service start(EmbeddedFlashFusion database, Class<?> application, String... properties) {
    return start(database, WebApplicationType.SERVLET, application, properties);
  }

  /** Starts an application without a web server on the database. */
  static Service plain(EmbeddedFlashFusion database, Class<?> application, String... properties) {
    return start(database, WebApplicationType.NONE, application, properties);
  }

  private static Service start(
      EmbeddedFlashFusion database,
      WebApplicationType type,
      Class<?> application,
      String... properties) {
    Logins logins = database.logins();
    List<String> all =
        new ArrayList<>(
            List.of(
                "server.port=0",
                "spring.main.banner-mode=off",
                "spring.flyway.enabled=false",
                "flashfusion.url=" + database.url(),
                "flashfusion.user=" + logins.user(),
                "flashfusion.password=" + logins.userPassword(),
                "flashfusion.service-user=" + logins.service(),
                "flashfusion.service-password=" + logins.servicePassword(),
                "flashfusion.seal-key=" + logins.sealKey()));
    all.addAll(List.of(properties));
    return start(type, application, all);
  }

  /** Starts an application with these properties alone. */
  static Service start(WebApplicationType type, Class<?> application, List<String> properties) {
    Map<String, String> last = new LinkedHashMap<>();
    for (String property : properties) {
      last.put(property.split("=", 2)[0], property);
    }
    SpringApplication spring = new SpringApplication(application);
    spring.setWebApplicationType(type);
    return new Service(
        spring.run(last.values().stream().map(property -> "--" + property).toArray(String[]::new)));
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  ConfigurableApplicationContext context() {
    return context;
  }

  /** An answer; its headers are in lower case. */
  record Answer(int status, String body, Map<String, List<String>> headers) {

    /** Returns the header's first value, or an empty text. */
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).get(0);
    }
  }

  Answer get(String path, String... headers) {
    return send("GET", path, null, headers);
  }

  Answer getAs(String token, String path) {
    return get(path, "Authorization", "Bearer " + token);
  }

  Answer send(
      String method,
      String path,
      @org.jspecify.annotations.Nullable String body,
      String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://localhost:"
                        + context.getEnvironment().getProperty("local.server.port")
                        + path))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          http.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response.headers().map());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
