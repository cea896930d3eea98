/** What repositories share. */
@NullMarked
package ai.flashfusion.internal.repository;

import org.jspecify.annotations.NullMarked;
