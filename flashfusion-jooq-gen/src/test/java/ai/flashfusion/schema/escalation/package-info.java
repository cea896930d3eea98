/** What people try in order to get at more than is theirs, on the database in use and on ours. */
@NullMarked
package ai.flashfusion.schema.escalation;

import org.jspecify.annotations.NullMarked;
