package ai.flashfusion.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/**
 * Finds the token of a request in its header {@code Authorization}. A header that is there and
 * holds none is refused: only who brings nothing is anonymous.
 */
final class BearerTokens implements BearerTokenResolver {

  private static final Logger LOG = LoggerFactory.getLogger(BearerTokens.class);

  /** More than any token of Supabase Auth, whose claims travel with each statement. */
  private static final int MAX_LENGTH = 16_384;

  private final DefaultBearerTokenResolver header = new DefaultBearerTokenResolver();

  @Override
  public @Nullable String resolve(HttpServletRequest request) {
    List<String> headers = Collections.list(request.getHeaders("Authorization"));
    if (headers.isEmpty()) {
      return null;
    }
    if (headers.size() > 1) {
      throw refused("there are " + headers.size() + " headers 'Authorization'");
    }
    String value = headers.get(0);
    if (value.length() > MAX_LENGTH) {
      throw refused("it has " + value.length() + " characters");
    }
    if (!value.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
      throw refused("the header 'Authorization' is not 'Bearer' and a token");
    }
    try {
      String token = header.resolve(request);
      if (token != null) {
        return token;
      }
    } catch (OAuth2AuthenticationException e) {
      throw refused("it is malformed");
    }
    throw refused("there is none");
  }

  private static InvalidBearerTokenException refused(String why) {
    LOG.warn("a token was refused: {}", why);
    return new InvalidBearerTokenException("the token is malformed");
  }
}
