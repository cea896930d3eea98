/** The calls that are measured, and the ways to run them. */
@NullMarked
package ai.flashfusion.examples.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
