package ai.flashfusion.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the user of a parameter of type {@link ai.flashfusion.session.Session} in a {@link
 * FlashFusionTest}. On a method or a class it counts for the parameters that name nobody: that of
 * the parameter's own method first, then of the test, then of the classes from the inside out.
 */
@Documented
@Inherited
@Target({ElementType.PARAMETER, ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface AsUser {

  /**
   * Returns the e-mail address of the user, who is signed up in the database of the test if nobody
   * there has it.
   */
  String value();
}
