/** The main job on an embedded Postgres: sign up, import usage, see what each identity may see. */
@NullMarked
package ai.flashfusion.examples.benchmarks;

import org.jspecify.annotations.NullMarked;
