// What the use of AI services cost in the last days, by day, by model and by person.
// usage: usage-report.jsh [days]

int days = arg("days", 30);
UsageQuery query = UsageQuery.lastDays(days);
Session service = service("usage report");

Usage total = service.aiUsage().total(query);
if (total.requests() == 0) {
  fail("nobody used anything in the last " + days + " days");
}
progress("usage of " + days + " days");
System.out.printf("%,d requests, %,d tokens, $%,.2f, %.1f%% failed%n%n",
    total.requests(), total.totalTokens(), total.costUsd(), 100 * total.errorRate());

chart(service.aiUsage().daily(query), "cost_usd");
System.out.println();
table(service.aiUsage().byModel(query), "provider", "model", "requests", "total_tokens", "cost_usd", "errors");
System.out.println();

record Spender(String email, Usage usage) {}
table(
    service.aiUsage().topSpenders(query, 10).stream()
        .map(spender -> new Spender(service.profiles().get(spender.profile()).getEmail(), spender.usage())),
    "email", "requests", "total_tokens", "cost_usd");
