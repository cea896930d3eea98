/** From SQLSTATE to exceptions. */
@NullMarked
package ai.flashfusion.internal.error;

import org.jspecify.annotations.NullMarked;
