/** The libraries that are compared, each in its best way. */
@NullMarked
package ai.flashfusion.examples.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
