/** The people, rows and servers that all contestants work on. */
@NullMarked
package ai.flashfusion.examples.benchmarks.data;

import org.jspecify.annotations.NullMarked;
