package ai.flashfusion.repository;

import ai.flashfusion.schema.ids.ApiKeyId;

/**
 * A key that was just made. Immutable.
 *
 * @param id of its row
 * @param prefix its first characters, by which people tell their keys apart
 * @param plaintext the whole key, which is stored nowhere: show it now, there is no second time
 */
public record IssuedKey(ApiKeyId id, String prefix, Secret plaintext) {}
