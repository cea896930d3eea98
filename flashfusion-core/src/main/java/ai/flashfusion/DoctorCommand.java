package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.FlashFusionException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * Prints what is wrong with a database and a login. Ends with 0 when nothing is, with 1 when
 * something is, with 2 when it could not be found out.
 */
public final class DoctorCommand {

  private DoctorCommand() {}

  /**
   * Runs.
   *
   * @param args the JDBC URL and the login; its password and seal key are taken from the
   *     environment variables {@code FLASHFUSION_PASSWORD} and {@code FLASHFUSION_SEAL_KEY}, as
   *     others can read the command line
   */
  public static void main(String[] args) {
    System.exit(
        run(
            args,
            System.getenv("FLASHFUSION_PASSWORD"),
            System.getenv("FLASHFUSION_SEAL_KEY"),
            System.out));
  }

  static int run(
      String[] args, @Nullable String password, @Nullable String sealKey, PrintStream out) {
    if (args.length != 2) {
      out.println("usage: jdbc:postgresql://host/database login (password: FLASHFUSION_PASSWORD)");
      return 2;
    }
    FlashFusionBuilder builder = FlashFusion.builder().url(args[0]).user(args[1]);
    if (password != null) {
      builder.password(password);
    }
    try {
      if (sealKey != null) {
        builder.sealKey(sealKey);
      }
      Diagnosis diagnosis = builder.doctor();
      out.print(diagnosis);
      return diagnosis.isHealthy() ? 0 : 1;
    } catch (FlashFusionException e) {
      out.println(e.getMessage());
      return 2;
    }
  }
}
