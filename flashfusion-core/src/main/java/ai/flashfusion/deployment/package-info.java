/** Deployments, their outcome and what they print. */
@NullMarked
package ai.flashfusion.deployment;

import org.jspecify.annotations.NullMarked;
