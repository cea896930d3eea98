/** What is wrong with a database or a login, and how to mend it. */
@NullMarked
package ai.flashfusion.doctor;

import org.jspecify.annotations.NullMarked;
