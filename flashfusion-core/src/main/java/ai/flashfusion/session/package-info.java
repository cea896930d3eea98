/** Sessions and transactions: the statements that one identity runs. */
@NullMarked
package ai.flashfusion.session;

import org.jspecify.annotations.NullMarked;
