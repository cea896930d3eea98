/** JDBC objects that forward what reads and binds, and refuse what leads to the connection. */
@NullMarked
package ai.flashfusion.internal.jdbc;

import org.jspecify.annotations.NullMarked;
