/** Properties checked on random cases. */
@NullMarked
package ai.flashfusion.property;

import org.jspecify.annotations.NullMarked;
