/** Tests that idempotency keys are their callers' own, and that old ones are deleted. */
@NullMarked
package ai.flashfusion.schema.idempotency;

import org.jspecify.annotations.NullMarked;
