/**
 * The one door: the only code that obtains connections, and sends no statement without identity.
 */
@NullMarked
package ai.flashfusion.internal.session;

import org.jspecify.annotations.NullMarked;
