/** The people with whom projects and teams are shared, and their roles. */
@NullMarked
package ai.flashfusion.sharing;

import org.jspecify.annotations.NullMarked;
