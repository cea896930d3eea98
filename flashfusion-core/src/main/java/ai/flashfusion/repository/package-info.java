/** The repositories, one for each table. */
@NullMarked
package ai.flashfusion.repository;

import org.jspecify.annotations.NullMarked;
