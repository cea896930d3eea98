/**
 * The main use case on an embedded Postgres: sign up, import usage, and compare what each identity
 * may see.
 */
@NullMarked
package ai.flashfusion.examples.quickstart;

import org.jspecify.annotations.NullMarked;
