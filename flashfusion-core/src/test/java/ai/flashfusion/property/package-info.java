/** Properties checked on what chance makes. */
@NullMarked
package ai.flashfusion.property;

import org.jspecify.annotations.NullMarked;
