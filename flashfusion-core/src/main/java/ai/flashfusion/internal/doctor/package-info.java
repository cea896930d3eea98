/** Judges what a database and a login look like. */
@NullMarked
package ai.flashfusion.internal.doctor;

import org.jspecify.annotations.NullMarked;
