/** The generated code against the schema it is generated from. */
@NullMarked
package ai.flashfusion.schema.generated;

import org.jspecify.annotations.NullMarked;
