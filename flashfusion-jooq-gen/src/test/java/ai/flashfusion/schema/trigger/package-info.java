/** What the database does by itself. */
@NullMarked
package ai.flashfusion.schema.trigger;

import org.jspecify.annotations.NullMarked;
