package ai.flashfusion.query;

/**
 * How long requests took, in milliseconds, interpolated between neighbouring rows where a
 * percentile falls between them.
 *
 * @param p50 half of the requests were at most this slow
 * @param p95 95 of a hundred were
 * @param p99 99 of a hundred were
 */
public record Latency(double p50, double p95, double p99) {}
