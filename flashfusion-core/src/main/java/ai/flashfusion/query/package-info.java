/** The queries and results of the repositories. */
@NullMarked
package ai.flashfusion.query;

import org.jspecify.annotations.NullMarked;
