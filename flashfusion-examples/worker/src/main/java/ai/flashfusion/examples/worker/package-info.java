/** An example of a worker that takes jobs from a queue and consumes API calls for them. */
@NullMarked
package ai.flashfusion.examples.worker;

import org.jspecify.annotations.NullMarked;
