package ai.flashfusion.internal.error;

import java.io.IOException;
import java.net.UnknownHostException;
import org.postgresql.util.GT;
import org.postgresql.util.PSQLException;

/** Failures to reach a server, which the driver explains only in their cause. */
final class Unreachable {

  private static final String FAILED = "The connection attempt failed.";

  private Unreachable() {}

  /** Returns the driver's message together with its reason. */
  static String said(PSQLException failure) {
    String said = String.valueOf(failure.getMessage());
    if (!(failure.getCause() instanceof IOException reason) || !said.equals(GT.tr(FAILED))) {
      return said;
    }
    String why = String.valueOf(reason.getMessage());
    return reason instanceof UnknownHostException
        ? "the host is not known (" + why + "): correct the url, or the network's DNS" + direct(why)
        : said + " " + why + direct(why);
  }

  private static String direct(String why) {
    return why.contains(".supabase.co") || why.contains("unreachable")
        ? "; Supabase's direct addresses have IPv6 only, so without it use the session pooler"
        : "";
  }
}
