/** The generator of the Java view of the migrated schema, used only by the build. */
@NullMarked
package ai.flashfusion.schema.generator;

import org.jspecify.annotations.NullMarked;
