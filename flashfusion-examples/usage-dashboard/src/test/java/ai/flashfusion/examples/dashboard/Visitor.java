package ai.flashfusion.examples.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who opens pages over HTTP, and keeps cookies as a browser does. */
final class Visitor {

  private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

  private final String address;
  private final CookieManager cookies = new CookieManager();
  private final HttpClient http = HttpClient.newBuilder().cookieHandler(cookies).build();
  private String csrf = "";

  Visitor(Dashboard.Running service) {
    this.address = service.address();
  }

  /** Returns a visitor who has signed in by the form. */
  static Visitor signedIn(Dashboard.Running service, String firstName) {
    Visitor visitor = new Visitor(service);
    visitor.get("/");
    HttpResponse<String> answer =
        visitor.post(
            "/sign-in", Map.of("person", service.sample().person(firstName).user().toString()));
    if (answer.statusCode() != 303) {
      throw new IllegalStateException("signing in failed: " + answer.statusCode() + answer.body());
    }
    return visitor;
  }

  HttpResponse<String> get(String path) {
    HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path)).build());
    Matcher form = CSRF.matcher(answer.body());
    if (form.find()) {
      csrf = form.group(1);
    }
    return answer;
  }

  /** Sends a form as the page that was opened last would. */
  HttpResponse<String> post(String path, Map<String, String> fields) {
    return postWith(csrf, path, fields);
  }

  HttpResponse<String> postWith(String token, String path, Map<String, String> fields) {
    String body =
        fields.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&", "_csrf=" + URLEncoder.encode(token, UTF_8) + "&", ""));
    return send(
        HttpRequest.newBuilder(uri(path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  void cookie(String name, String value) {
    HttpCookie cookie = new HttpCookie(name, value);
    cookie.setPath("/");
    cookies.getCookieStore().add(uri("/"), cookie);
  }

  HttpClient http() {
    return http;
  }

  URI uri(String path) {
    return URI.create(address + path);
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
