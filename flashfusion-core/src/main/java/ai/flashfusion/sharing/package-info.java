/** Who shares what with whom, and who may do what. */
@NullMarked
package ai.flashfusion.sharing;

import org.jspecify.annotations.NullMarked;
