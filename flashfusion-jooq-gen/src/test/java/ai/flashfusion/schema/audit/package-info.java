/** Tests of the history of rows: its entries, its readers, and that nobody changes it. */
@NullMarked
package ai.flashfusion.schema.audit;

import org.jspecify.annotations.NullMarked;
