package ai.flashfusion.observation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The library in an application that has no Micrometer. */
class WithoutMicrometerTest {

  @AutoClose private static final TestDatabase embedded = TestDatabase.start();

  @Test
  void observesCallsAllTheSame() throws Exception {
    List<URL> found = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("micrometer")) {
        found.add(Path.of(entry).toUri().toURL());
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(found.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Callable<?> program =
          (Callable<?>)
              loader
                  .loadClass(Program.class.getName())
                  .getConstructor(String.class, String.class, String.class)
                  .newInstance(embedded.url(), embedded.login(), embedded.password());
      assertThat(program.call()).isEqualTo("projects.count success");
    }
  }

  /** The application. */
  public static final class Program implements Callable<String> {

    private final String url;
    private final String user;
    private final String password;
    private final StringBuilder heard = new StringBuilder();

    /** Creates the application. */
    public Program(String url, String user, String password) {
      this.url = url;
      this.user = user;
      this.password = password;
    }

    @Override
    public String call() {
      try (FlashFusion flashfusion =
          FlashFusion.builder()
              .url(url)
              .user(user)
              .password(password)
              .slowCalls(Duration.ofDays(1))
              .listener(
                  call -> {
                    heard.append(call.repository()).append('.').append(call.method());
                    return end -> heard.append(' ').append(end.outcome());
                  })
              .connect()) {
        flashfusion.asAnonymous().projects().count();
        return heard.toString();
      }
    }
  }
}
