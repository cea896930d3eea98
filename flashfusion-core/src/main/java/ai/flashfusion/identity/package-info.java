/** Who a statement runs as. */
@NullMarked
package ai.flashfusion.identity;

import org.jspecify.annotations.NullMarked;
