/** The following of new rows as they appear. */
@NullMarked
package ai.flashfusion.follow;

import org.jspecify.annotations.NullMarked;
