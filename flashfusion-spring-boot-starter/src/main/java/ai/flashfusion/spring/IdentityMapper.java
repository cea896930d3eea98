package ai.flashfusion.spring;

import ai.flashfusion.identity.Identity;
import org.springframework.security.core.Authentication;

/**
 * Returns the identity of a caller whom Spring Security has authenticated. Applications whose
 * tokens are not those of Supabase Auth replace it by a bean of their own.
 */
@FunctionalInterface
public interface IdentityMapper {

  /**
   * Returns the identity; not asked for callers without authentication, who are anonymous.
   *
   * @throws IllegalArgumentException if the caller has none, upon which a request with a token is
   *     answered with 401
   */
  Identity identityOf(Authentication authentication);
}
