/** A service to look at: each page shows each person what row level security leaves them. */
@NullMarked
package ai.flashfusion.examples.dashboard;

import org.jspecify.annotations.NullMarked;
