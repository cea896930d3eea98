/** The schema as files for readers, one per table. */
@NullMarked
package ai.flashfusion.schema.readable;

import org.jspecify.annotations.NullMarked;
