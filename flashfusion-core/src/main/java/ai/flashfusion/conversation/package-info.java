/** Conversations with models, found and counted. */
@NullMarked
package ai.flashfusion.conversation;

import org.jspecify.annotations.NullMarked;
