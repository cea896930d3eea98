/** The access matrix of the open tables, in plain SQL. */
@NullMarked
package ai.flashfusion.schema.access;

import org.jspecify.annotations.NullMarked;
