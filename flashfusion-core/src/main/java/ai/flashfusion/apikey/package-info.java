/** Results of issuing and accepting API keys. */
@NullMarked
package ai.flashfusion.apikey;

import org.jspecify.annotations.NullMarked;
