/** The judgement on an examined database and login. */
@NullMarked
package ai.flashfusion.internal.doctor;

import org.jspecify.annotations.NullMarked;
