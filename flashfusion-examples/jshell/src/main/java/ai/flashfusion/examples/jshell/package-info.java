/** A JShell that is connected to FlashFusion's database, and a runner for its scripts. */
@NullMarked
package ai.flashfusion.examples.jshell;

import org.jspecify.annotations.NullMarked;
