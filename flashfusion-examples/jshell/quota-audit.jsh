// The people who used most of their API calls or storage. Exits with 1 if somebody has none left.
// usage: quota-audit.jsh [percent]

int percent = arg("percent", 80);
var profiles = service("quota audit").profiles();

record Quota(String email, ProfileSubscriptionTier tier, Integer apiCalls, Integer limit, Integer storageMb, Integer storageLimitMb) {}
table(
    profiles.overQuota(percent / 100.0).stream()
        .map(person -> new Quota(person.getEmail(), person.getSubscriptionTier(), person.getApiCallsUsed(),
            person.getApiCallsLimit(), person.getStorageUsedMb(), person.getStorageLimitMb())));

int without = profiles.overQuota(1).size();
if (without > 0) {
  fail(without + (without == 1 ? " person has" : " people have") + " used up a quota");
}
