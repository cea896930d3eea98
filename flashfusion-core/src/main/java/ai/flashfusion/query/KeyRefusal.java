package ai.flashfusion.query;

/** Why a key is not accepted. For logs and support: who shows a key is not told. */
public enum KeyRefusal {
  /** There is no such key. */
  UNKNOWN,
  /** Its time is over. */
  EXPIRED,
  /** It was revoked, or replaced and the grace is over. */
  REVOKED,
  /** Its owner is suspended or banned, or has no user to act as. */
  OWNER
}
