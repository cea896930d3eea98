package ai.flashfusion.observation;

/**
 * A call of the library. All parts have few values, and none of them is an id or a secret, so that
 * they can be tags of metrics.
 *
 * @param repository the repository's table, such as {@code projects}; {@code session} for what a
 *     session does itself
 * @param method the helper's name, such as {@code findBySlug}. In {@code session}: {@code dsl} for
 *     a statement of the caller's own, {@code transaction} for a transaction as a whole, whose
 *     calls are also reported one by one, {@code library} for what the library asks for itself
 * @param role the role of the identity: {@code anon}, {@code authenticated} or {@code service_role}
 */
public record Call(String repository, String method, String role) {}
