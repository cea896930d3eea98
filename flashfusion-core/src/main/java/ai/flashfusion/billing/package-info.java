/** Balances and figures of the business. */
@NullMarked
package ai.flashfusion.billing;

import org.jspecify.annotations.NullMarked;
