@NullMarked
package ai.flashfusion.examples.dashboard;

import org.jspecify.annotations.NullMarked;
