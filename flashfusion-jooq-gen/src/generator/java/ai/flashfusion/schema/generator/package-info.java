/** Build-time only: writes the Java view of the migrated schema. */
@NullMarked
package ai.flashfusion.schema.generator;

import org.jspecify.annotations.NullMarked;
