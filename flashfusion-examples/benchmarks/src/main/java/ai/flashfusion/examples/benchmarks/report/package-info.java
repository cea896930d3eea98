/** Results, and the pages written from them. */
@NullMarked
package ai.flashfusion.examples.benchmarks.report;

import org.jspecify.annotations.NullMarked;
