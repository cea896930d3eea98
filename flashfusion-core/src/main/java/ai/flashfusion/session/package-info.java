/** What an identity does: single statements and transactions. */
@NullMarked
package ai.flashfusion.session;

import org.jspecify.annotations.NullMarked;
