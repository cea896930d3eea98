/** A real Postgres with the FlashFusion schema, for trying out, examples and tests. */
@NullMarked
package ai.flashfusion.embedded;

import org.jspecify.annotations.NullMarked;
