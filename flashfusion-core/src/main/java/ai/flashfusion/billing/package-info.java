/** Balances, revenue and other figures of payments. */
@NullMarked
package ai.flashfusion.billing;

import org.jspecify.annotations.NullMarked;
