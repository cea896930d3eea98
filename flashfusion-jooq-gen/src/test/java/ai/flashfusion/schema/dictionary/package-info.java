/** The tables against the data dictionary of the database in use. */
@NullMarked
package ai.flashfusion.schema.dictionary;

import org.jspecify.annotations.NullMarked;
