/** The translation of SQLSTATEs into exceptions. */
@NullMarked
package ai.flashfusion.internal.error;

import org.jspecify.annotations.NullMarked;
