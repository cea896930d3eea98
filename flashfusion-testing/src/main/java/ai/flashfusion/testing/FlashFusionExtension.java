package ai.flashfusion.testing;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.session.Session;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Resolves the parameters of a {@link FlashFusionTest}, and drops its database after each test. */
final class FlashFusionExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(FlashFusionExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    return type == Session.class
        || type == FlashFusion.class
        || type == EmbeddedFlashFusion.class
        || parameter.isAnnotated(AsUser.class);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Class<?> type = parameter.getParameter().getType();
    if (test.getTestMethod().isEmpty()) {
      throw new ParameterResolutionException(
          "Each test has a database of its own, so that there is none for "
              + parameter.getDeclaringExecutable()
              + ": take the "
              + type.getSimpleName()
              + " in the test, or in a method with @BeforeEach or @AfterEach");
    }
    if (type == Session.class) {
      String email = user(parameter, test); // before there is a database to drop
      return database(test).user(email);
    }
    if (parameter.isAnnotated(AsUser.class)) {
      throw new ParameterResolutionException(
          "@AsUser belongs to a parameter of type Session, and not of type " + type.getName());
    }
    return type == FlashFusion.class ? database(test).flashfusion() : database(test);
  }

  @Override
  public void afterEach(ExtensionContext test) {
    EmbeddedFlashFusion used = store(test).remove(test.getUniqueId(), EmbeddedFlashFusion.class);
    if (used != null) {
      used.close();
    }
  }

  private static EmbeddedFlashFusion database(ExtensionContext test) {
    EmbeddedFlashFusion database = store(test).get(test.getUniqueId(), EmbeddedFlashFusion.class);
    if (database == null) {
      database = EmbeddedFlashFusion.start();
      store(test).put(test.getUniqueId(), database);
    }
    return database;
  }

  private static Store store(ExtensionContext test) {
    return test.getStore(NAMESPACE);
  }

  private static String user(ParameterContext parameter, ExtensionContext test) {
    List<AnnotatedElement> places = new ArrayList<>();
    places.add(parameter.getParameter());
    places.add(parameter.getDeclaringExecutable());
    test.getTestMethod().ifPresent(places::add);
    test.getTestClass().ifPresent(places::add);
    List<Class<?>> outer = new ArrayList<>(test.getEnclosingTestClasses());
    for (int i = outer.size() - 1; i >= 0; i--) {
      places.add(outer.get(i));
    }
    for (AnnotatedElement place : places) {
      AsUser user = place.getAnnotation(AsUser.class);
      if (user != null) {
        return user.value();
      }
    }
    throw new ParameterResolutionException(
        "Nobody says whose session the parameter "
            + parameter.getParameter().getName()
            + " is: put @AsUser(\"alice@example.com\") before it, or on the method or class; for"
            + " others take a FlashFusion and call asAnonymous() or asService(reason)");
  }
}
