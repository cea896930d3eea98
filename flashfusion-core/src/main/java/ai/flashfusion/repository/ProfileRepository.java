package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.PROFILES;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import java.util.Optional;
import org.jooq.impl.DSL;

/** The people. A user sees and changes their own profile only. */
public final class ProfileRepository extends Repository<ProfileRecord, ProfileId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public ProfileRepository(SessionContext context) {
    super(context, PROFILES, PROFILES.ID, Keys.PROFILES_EMAIL_KEY);
  }

  /**
   * The caller's own profile. One round trip.
   *
   * @throws NotFoundException if the user has no profile yet
   * @throws ai.flashfusion.error.AccessDeniedException if the identity is no user
   */
  public ProfileRecord me() {
    return fetch(PROFILES.ID.eq(callerProfile())).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    context().identity() + " has no profile: insert one with their user_id"));
  }

  /** The profile with the e-mail, in upper or lower case; empty if none is visible. */
  public Optional<ProfileRecord> findByEmail(String email) {
    return fetch(DSL.lower(PROFILES.EMAIL).eq(DSL.lower(email)), PROFILES.EMAIL, PROFILES.ID)
        .stream()
        .findFirst();
  }

  /** The profile with exactly this username; empty if none is visible. */
  public Optional<ProfileRecord> findByUsername(String username) {
    return fetch(PROFILES.USERNAME.eq(username)).stream().findFirst();
  }
}
