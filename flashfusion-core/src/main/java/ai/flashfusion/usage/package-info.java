/** Queries for the use of AI services, and their results. */
@NullMarked
package ai.flashfusion.usage;

import org.jspecify.annotations.NullMarked;
