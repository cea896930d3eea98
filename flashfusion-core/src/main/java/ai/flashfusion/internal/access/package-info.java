/** The explanation why an identity may or may not do something. */
@NullMarked
package ai.flashfusion.internal.access;

import org.jspecify.annotations.NullMarked;
