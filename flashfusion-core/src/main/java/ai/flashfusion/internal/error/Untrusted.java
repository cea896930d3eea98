package ai.flashfusion.internal.error;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/** Failures because nothing shows that a server is the right one. */
final class Untrusted {

  /** The ways out. */
  static final String ADVICE =
      ". The server is not on this machine, so it must have a certificate for the name in the url."
          + " Give the certificate of its authority with sslrootcert=<file> in the url (Supabase:"
          + " Dashboard, Database Settings, SSL Configuration, Download certificate), or say how far"
          + " to trust it with sslmode=<mode> in the url, or accept the risk with"
          + " allowUnverifiedServer(<host>)";

  /** The messages of the driver, which it translates, without their values. */
  private static final String NO_TLS = "The server does not support SSL.";

  private static final String OTHER_NAME =
      "The hostname {0} could not be verified by hostnameverifier {1}.";

  private static final String HOST = "<host>";

  private Untrusted() {}

  /** Returns whether the driver does not trust the server. */
  static boolean is(PSQLException failure) {
    if (failure.getServerErrorMessage() != null) {
      return false;
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException
          || cause instanceof SSLPeerUnverifiedException) {
        return true;
      }
    }
    String message = String.valueOf(failure.getMessage());
    String other = GT.tr(OTHER_NAME, HOST, "");
    return message.equals(GT.tr(NO_TLS))
        || message.startsWith(other.substring(0, other.indexOf(HOST)));
  }
}
