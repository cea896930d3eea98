/** Search results and totals of conversations with models. */
@NullMarked
package ai.flashfusion.conversation;

import org.jspecify.annotations.NullMarked;
