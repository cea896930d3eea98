/** The Java types of {@code jsonb} columns. */
@NullMarked
package ai.flashfusion.schema.json;

import org.jspecify.annotations.NullMarked;
