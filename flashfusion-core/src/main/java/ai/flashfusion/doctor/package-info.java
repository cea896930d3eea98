/** The problems of a database or a login, and how to fix them. */
@NullMarked
package ai.flashfusion.doctor;

import org.jspecify.annotations.NullMarked;
