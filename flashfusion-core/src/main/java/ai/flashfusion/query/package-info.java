/** Values that describe a question or an answer. */
@NullMarked
package ai.flashfusion.query;

import org.jspecify.annotations.NullMarked;
