package ai.flashfusion.apikey;

/**
 * Reasons for not accepting a key. They are for logs and support: whoever presents a key is not
 * told.
 */
public enum KeyRefusal {
  /** There is no such key. */
  UNKNOWN,
  /** The key has expired. */
  EXPIRED,
  /** The key was revoked, or it was replaced and the grace period is over. */
  REVOKED,
  /** The key's owner is suspended or banned, or has no user to act as. */
  OWNER
}
