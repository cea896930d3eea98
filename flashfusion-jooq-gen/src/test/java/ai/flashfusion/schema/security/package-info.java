/** Tests of what every table, policy and function must satisfy, whatever its rule is. */
@NullMarked
package ai.flashfusion.schema.security;

import org.jspecify.annotations.NullMarked;
