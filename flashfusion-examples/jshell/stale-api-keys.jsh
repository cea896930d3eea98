// API keys that are still accepted although nobody used them for a long time, and keys that expire soon.
// usage: stale-api-keys.jsh [days]

int days = arg("days", 90);
Instant since = Instant.now().minus(Duration.ofDays(days));
Session service = service("stale API keys");

record Key(String email, String name, String keyPrefix, Instant createdAt, Instant lastUsedAt, Instant expiresAt) {}
Key of(ApiKeyRecord key) {
  String email = service.profiles().get(key.getUserId()).getEmail();
  return new Key(email, key.getName(), key.getKeyPrefix(), key.getCreatedAt(), key.getLastUsedAt(), key.getExpiresAt());
}

List<Key> stale = new ArrayList<>();
service.apiKeys().stream(
    API_KEYS.REVOKED_AT.isNull()
        .and(API_KEYS.EXPIRES_AT.isNull().or(API_KEYS.EXPIRES_AT.gt(Instant.now())))
        .and(DSL.coalesce(API_KEYS.LAST_USED_AT, API_KEYS.CREATED_AT).lt(since)),
    key -> stale.add(of(key)));

System.out.println("Not used for " + days + " days");
table(stale);
System.out.println("\nExpire within 14 days");
table(service.apiKeys().expiring(Duration.ofDays(14)).stream().map(key -> of(key)));
