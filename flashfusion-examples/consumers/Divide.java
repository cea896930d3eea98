import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * Divides jars as Gradle does for a module: those that say their module's name go on the module
 * path, all others on the class path. The arguments are the folders of all, of the first and of the
 * second.
 */
public class Divide {
  public static void main(String[] args) throws IOException {
    for (ModuleReference module : ModuleFinder.of(Path.of(args[0])).findAll()) {
      Path jar = Path.of(module.location().orElseThrow());
      Path folder = Path.of(module.descriptor().isAutomatic() && !named(jar) ? args[2] : args[1]);
      Files.copy(jar, folder.resolve(jar.getFileName()));
    }
  }

  private static boolean named(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      return manifest != null
          && manifest.getMainAttributes().getValue("Automatic-Module-Name") != null;
    }
  }
}
