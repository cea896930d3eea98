/** The calls of the library as metrics, traces and logs see them. */
@NullMarked
package ai.flashfusion.observation;

import org.jspecify.annotations.NullMarked;
