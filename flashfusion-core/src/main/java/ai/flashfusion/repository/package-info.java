/** The tables, one repository each. */
@NullMarked
package ai.flashfusion.repository;

import org.jspecify.annotations.NullMarked;
