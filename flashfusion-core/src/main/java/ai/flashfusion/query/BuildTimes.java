package ai.flashfusion.query;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long deployments took to become ready.
 *
 * @param builds how many have a known time
 * @param p50 the median, between two builds interpolated; null without builds
 * @param p95 what 95 of 100 did not exceed, interpolated likewise; null without builds
 * @param trend by how much a build takes longer than one that ended a day before, negative where
 *     builds get faster: the slope of the line that fits best (least squares); null unless there
 *     are builds that ended at different times
 */
public record BuildTimes(
    long builds, @Nullable Duration p50, @Nullable Duration p95, @Nullable Duration trend) {}
