/** What is told to people and to programs. */
@NullMarked
package ai.flashfusion.notification;

import org.jspecify.annotations.NullMarked;
