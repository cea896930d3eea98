/** The content of notifications to people, and of deliveries to webhooks. */
@NullMarked
package ai.flashfusion.notification;

import org.jspecify.annotations.NullMarked;
