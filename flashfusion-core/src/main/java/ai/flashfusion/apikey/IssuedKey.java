package ai.flashfusion.apikey;

import ai.flashfusion.schema.ids.ApiKeyId;

/**
 * A key that was just created. Immutable.
 *
 * @param id the id of its row
 * @param prefix the first characters, by which people tell their keys apart
 * @param plaintext the whole key, which is not stored and cannot be read again: show it now
 */
public record IssuedKey(ApiKeyId id, String prefix, Secret plaintext) {}
