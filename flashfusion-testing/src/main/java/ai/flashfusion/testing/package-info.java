/** A real Postgres with the FlashFusion schema, for tests and first steps. */
@NullMarked
package ai.flashfusion.testing;

import org.jspecify.annotations.NullMarked;
