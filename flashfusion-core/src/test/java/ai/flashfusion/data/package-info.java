/** Real data through the repositories, checked against the files. */
@NullMarked
package ai.flashfusion.data;

import org.jspecify.annotations.NullMarked;
