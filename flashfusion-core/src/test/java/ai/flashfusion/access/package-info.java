/** The access matrix as a model in Java, and whether Postgres agrees with it. */
@NullMarked
package ai.flashfusion.access;

import org.jspecify.annotations.NullMarked;
