/** AI usage: how it is asked for, and what it adds up to. */
@NullMarked
package ai.flashfusion.usage;

import org.jspecify.annotations.NullMarked;
