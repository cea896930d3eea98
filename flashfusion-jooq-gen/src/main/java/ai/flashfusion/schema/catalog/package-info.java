/** What a database has, as a list of facts, and how it differs from what it should have. */
@NullMarked
package ai.flashfusion.schema.catalog;

import org.jspecify.annotations.NullMarked;
