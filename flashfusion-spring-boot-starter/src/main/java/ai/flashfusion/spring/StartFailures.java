package ai.flashfusion.spring;

import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.error.ConnectionException;
import ai.flashfusion.error.FlashFusionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in a few lines why FlashFusion keeps a service from starting. */
final class StartFailures extends AbstractFailureAnalyzer<FlashFusionException> {

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable root, FlashFusionException cause) {
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ConnectionException) {
      return new FailureAnalysis(
          message,
          "Check flashfusion.url (jdbc:postgresql://host:port/database), flashfusion.user and"
              + " flashfusion.password, and that the server runs.",
          cause);
    }
    if (!(cause instanceof ConfigurationException)) {
      return null;
    }
    return new FailureAnalysis(message, action(message), cause);
  }

  private static String action(String message) {
    if (message.contains("superuser") || message.contains("BYPASSRLS")) {
      return "Connect as a login that can do nothing by itself: authenticator on Supabase, or one"
          + " that Logins creates. The owner's login belongs in flashfusion.owner, for"
          + " migrations.";
    }
    return "Change the setting that the message names; all are listed in the manual's page \"A"
        + " Spring Boot service\".";
  }
}
