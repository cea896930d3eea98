package ai.flashfusion;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.error.FlashFusionException;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A command that prints what is wrong with a database and a login. Its exit status is 0 if nothing
 * is wrong, 1 if something is, and 2 if the examination failed.
 */
public final class DoctorCommand {

  private DoctorCommand() {}

  /**
   * Runs the command.
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
