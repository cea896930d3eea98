/** API keys: issued, recognised or refused. */
@NullMarked
package ai.flashfusion.apikey;

import org.jspecify.annotations.NullMarked;
