package ai.flashfusion.spring;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.session.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

/** Gives methods of controllers the session of the request's caller. */
final class SessionArgumentResolver implements HandlerMethodArgumentResolver {

  private final FlashFusion flashfusion;
  private final Callers callers;

  SessionArgumentResolver(FlashFusion flashfusion, Callers callers) {
    this.flashfusion = flashfusion;
    this.callers = callers;
  }

  @Override
  public boolean supportsParameter(MethodParameter parameter) {
    return parameter.getParameterType() == Session.class;
  }

  @Override
  public Session resolveArgument(
      MethodParameter parameter,
      @Nullable ModelAndViewContainer container,
      NativeWebRequest request,
      @Nullable WebDataBinderFactory binders) {
    return flashfusion.session(callers.get());
  }
}
