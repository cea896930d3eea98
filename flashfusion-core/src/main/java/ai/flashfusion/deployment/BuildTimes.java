package ai.flashfusion.deployment;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Statistics on how long deployments took to become ready.
 *
 * @param builds the number of builds whose time is known
 * @param p50 the median, interpolated between two builds; null without builds
 * @param p95 the time that 95 of 100 builds did not exceed, interpolated likewise; null without
 *     builds
 * @param trend the increase of the build time per day, negative if builds get faster: the slope of
 *     the line that fits best (least squares); null unless there are builds that ended at different
 *     times
 */
public record BuildTimes(
    long builds, @Nullable Duration p50, @Nullable Duration p95, @Nullable Duration trend) {}
