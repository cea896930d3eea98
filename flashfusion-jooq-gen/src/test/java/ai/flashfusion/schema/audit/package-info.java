/** The history of rows: what is recorded, who reads it, and that nobody rewrites it. */
@NullMarked
package ai.flashfusion.schema.audit;

import org.jspecify.annotations.NullMarked;
