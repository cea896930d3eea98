/** Attempts to obtain more than one's rights, on the database in use and on ours. */
@NullMarked
package ai.flashfusion.schema.escalation;

import org.jspecify.annotations.NullMarked;
