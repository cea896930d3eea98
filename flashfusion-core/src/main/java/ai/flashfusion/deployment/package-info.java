/** Outcomes, statistics and log lines of deployments. */
@NullMarked
package ai.flashfusion.deployment;

import org.jspecify.annotations.NullMarked;
