/** The exceptions that callers may catch. */
@NullMarked
package ai.flashfusion.error;

import org.jspecify.annotations.NullMarked;
