package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.API_KEYS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.ApiKeyId;
import ai.flashfusion.schema.tables.records.ApiKeyRecord;

/**
 * Keys with which programs identify themselves; only a hash is stored. A user sees and changes
 * their own.
 */
public final class ApiKeyRepository extends Repository<ApiKeyRecord, ApiKeyId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public ApiKeyRepository(SessionContext context) {
    super(context, API_KEYS, API_KEYS.ID, Keys.API_KEYS_KEY_HASH_KEY);
  }
}
