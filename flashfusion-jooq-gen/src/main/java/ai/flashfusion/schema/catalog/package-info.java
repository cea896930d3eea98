/** The facts about a database, and how they differ from the expected ones. */
@NullMarked
package ai.flashfusion.schema.catalog;

import org.jspecify.annotations.NullMarked;
