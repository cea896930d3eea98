/**
 * The one door: the only code that obtains connections, and that sends no statement without an
 * identity.
 */
@NullMarked
package ai.flashfusion.internal.session;

import org.jspecify.annotations.NullMarked;
