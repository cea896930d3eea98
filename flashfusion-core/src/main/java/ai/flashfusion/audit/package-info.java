/** The entries of the audit trail. */
@NullMarked
package ai.flashfusion.audit;

import org.jspecify.annotations.NullMarked;
