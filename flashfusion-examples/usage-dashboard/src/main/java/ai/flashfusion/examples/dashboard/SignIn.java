package ai.flashfusion.examples.dashboard;

import ai.flashfusion.schema.ids.AuthUserId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Signing in as one of the sample people, and out again. */
@Controller
class SignIn {

  private final SampleAuth auth;
  private final SampleData sample;

  SignIn(SampleAuth auth, SampleData sample) {
    this.auth = auth;
    this.sample = sample;
  }

  @GetMapping("/")
  ModelAndView people() {
    return new ModelAndView(
        "sign-in", Map.of("title", "Sign in", "people", sample.people(), "at", Map.of()));
  }

  @PostMapping("/sign-in")
  ResponseEntity<Void> signIn(@RequestParam AuthUserId person, HttpServletRequest request) {
    SamplePerson chosen =
        sample.people().stream()
            .filter(one -> one.user().equals(person))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("nobody has the id " + person));
    return redirect(
        "/usage", Security.cookie(auth.token(chosen), SampleAuth.LIFE.toSeconds(), request));
  }

  @PostMapping("/sign-out")
  ResponseEntity<Void> signOut(HttpServletRequest request) {
    return redirect("/", Security.cookie("", 0, request));
  }

  private static ResponseEntity<Void> redirect(String address, ResponseCookie cookie) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header(HttpHeaders.SET_COOKIE, cookie.toString())
        .header(HttpHeaders.LOCATION, address)
        .build();
  }

  /** Puts into each page what its forms must send back. */
  @ControllerAdvice
  static class Forms {
    @ModelAttribute("csrf")
    String csrf(CsrfToken token) {
      return token.getToken();
    }
  }
}
