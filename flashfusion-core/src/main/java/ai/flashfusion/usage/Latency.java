package ai.flashfusion.usage;

/**
 * Percentiles of how long requests took, in milliseconds, interpolated between neighbouring rows.
 *
 * @param p50 the time that half of the requests did not exceed
 * @param p95 the time that 95 of 100 requests did not exceed
 * @param p99 the time that 99 of 100 requests did not exceed
 */
public record Latency(double p50, double p95, double p99) {}
