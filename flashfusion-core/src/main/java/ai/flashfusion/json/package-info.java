/** The rows of the sixteen tables as JSON. */
@NullMarked
package ai.flashfusion.json;

import org.jspecify.annotations.NullMarked;
