/** The identity under which a statement runs. */
@NullMarked
package ai.flashfusion.identity;

import org.jspecify.annotations.NullMarked;
