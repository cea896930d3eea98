package ai.flashfusion.spring;

import ai.flashfusion.identity.Identity;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.context.request.async.WebAsyncUtils;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Has the thread of a request work for its caller, as Spring Security has found it out before, and
 * no longer than the request.
 */
final class RequestFilter extends OncePerRequestFilter {

  private static final Logger LOG = LoggerFactory.getLogger(RequestFilter.class);

  private final Callers callers;
  private final IdentityMapper mapper;
  private final BearerTokenAuthenticationEntryPoint refusal =
      new BearerTokenAuthenticationEntryPoint();

  RequestFilter(Callers callers, IdentityMapper mapper) {
    this.callers = callers;
    this.mapper = mapper;
  }

  /** The caller of one request; remembers the identity of the authentication seen last. */
  private final class Caller implements Supplier<Identity> {

    private @Nullable Authentication known;
    private Identity identity = Identity.anonymous();

    @Override
    public synchronized Identity get() {
      Authentication now = SecurityContextHolder.getContext().getAuthentication();
      if (now != known) {
        identity = identityOf(now);
        known = now;
      }
      return identity;
    }
  }

  private Identity identityOf(@Nullable Authentication authentication) {
    if (authentication == null || authentication instanceof AnonymousAuthenticationToken) {
      return Identity.anonymous();
    }
    if (!authentication.isAuthenticated()) {
      throw new IllegalArgumentException("the caller is not authenticated");
    }
    return mapper.identityOf(authentication);
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Caller caller = new Caller();
    if (SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken) {
      try {
        caller.get();
      } catch (IllegalArgumentException e) {
        LOG.warn("a token was refused: {}", e.getMessage());
        refusal.commence(
            request, response, new InvalidBearerTokenException("the token names no user", e));
        return;
      }
    }
    WebAsyncUtils.getAsyncManager(request)
        .registerCallableInterceptor(RequestFilter.class, new Elsewhere(caller));
    Callers.Work work = callers.begin(caller);
    try {
      chain.doFilter(request, response);
    } finally {
      work.end();
    }
  }

  @Override
  protected boolean shouldNotFilterAsyncDispatch() {
    return false;
  }

  @Override
  protected boolean shouldNotFilterErrorDispatch() {
    return false;
  }

  /** The other thread in which Spring MVC runs a {@code Callable} that a request has returned. */
  private final class Elsewhere implements CallableProcessingInterceptor {

    private final Caller caller;
    private Callers.@Nullable Work work;

    Elsewhere(Caller caller) {
      this.caller = caller;
    }

    @Override
    public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
      work = callers.begin(caller);
    }

    @Override
    public <T> void postProcess(
        NativeWebRequest request, Callable<T> task, @Nullable Object result) {
      if (work != null) {
        work.end();
      }
    }
  }
}
