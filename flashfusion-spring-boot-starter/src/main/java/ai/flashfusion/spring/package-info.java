/**
 * FlashFusion in a Spring Boot service: the session of a request's caller, transactions and
 * connections under its identity.
 */
@NullMarked
package ai.flashfusion.spring;

import org.jspecify.annotations.NullMarked;
