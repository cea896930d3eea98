/** The migration of a database to the schema against which this library is built. */
@NullMarked
package ai.flashfusion.schema.migration;

import org.jspecify.annotations.NullMarked;
