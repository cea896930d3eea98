/** The code that repositories have in common. */
@NullMarked
package ai.flashfusion.internal.repository;

import org.jspecify.annotations.NullMarked;
