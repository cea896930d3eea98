/** What is measured, and how it is run. */
@NullMarked
package ai.flashfusion.examples.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
