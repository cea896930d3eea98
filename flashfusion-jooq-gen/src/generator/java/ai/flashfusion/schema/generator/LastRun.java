package ai.flashfusion.schema.generator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The digest of all that the generator read when it last wrote. Generating takes seconds, and new
 * files make the compiler begin anew in every module.
 */
final class LastRun {

  private final Path file;
  private final String digest;

  LastRun(Path file, String versions, List<Path> inputs) throws IOException {
    this.file = file;
    this.digest = digest(versions, inputs);
  }

  boolean isCurrent() throws IOException {
    return Files.exists(file) && Files.readString(file).equals(digest);
  }

  void write() throws IOException {
    Files.writeString(file, digest);
  }

  private static String digest(String versions, List<Path> folders) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(versions.getBytes(StandardCharsets.UTF_8));
      for (Path folder : folders) {
        try (Stream<Path> files = Files.walk(folder)) {
          for (Path input : files.filter(Files::isRegularFile).sorted().toList()) {
            digest.update(folder.relativize(input).toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(input));
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
