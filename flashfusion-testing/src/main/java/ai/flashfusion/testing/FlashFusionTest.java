package ai.flashfusion.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test of a class a database of its own on an embedded Postgres: a copy of a migrated
 * template, dropped after the test. So tests see nothing of each other, may commit, and may run at
 * the same time. The database is created when the first parameter asks for it.
 *
 * <p>Tests, and methods before and after each of them, may take these parameters:
 *
 * <ul>
 *   <li>{@link ai.flashfusion.session.Session}, of the user whom {@link AsUser} names;
 *   <li>{@link ai.flashfusion.FlashFusion}, for further sessions;
 *   <li>{@link EmbeddedFlashFusion}, for the database itself.
 * </ul>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(FlashFusionExtension.class)
public @interface FlashFusionTest {}
