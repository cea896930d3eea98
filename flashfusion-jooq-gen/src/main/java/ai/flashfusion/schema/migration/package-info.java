/** Brings a database to the schema that this library is built against. */
@NullMarked
package ai.flashfusion.schema.migration;

import org.jspecify.annotations.NullMarked;
