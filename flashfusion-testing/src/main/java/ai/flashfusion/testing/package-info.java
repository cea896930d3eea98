/** The library connected to a real Postgres with the FlashFusion schema, for tests. */
@NullMarked
package ai.flashfusion.testing;

import org.jspecify.annotations.NullMarked;
