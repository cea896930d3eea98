/** The entry point: {@link ai.flashfusion.FlashFusion}. */
@NullMarked
package ai.flashfusion;

import org.jspecify.annotations.NullMarked;
