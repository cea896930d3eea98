/** Tests of the triggers. */
@NullMarked
package ai.flashfusion.schema.trigger;

import org.jspecify.annotations.NullMarked;
