/** Files and figures of projects. */
@NullMarked
package ai.flashfusion.project;

import org.jspecify.annotations.NullMarked;
