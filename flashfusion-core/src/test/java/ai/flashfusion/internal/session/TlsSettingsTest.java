package ai.flashfusion.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsSettingsTest {

  @TempDir static Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql:database",
        "jdbc:postgresql://localhost/database",
        "jdbc:postgresql://LOCALHOST:5432/database",
        "jdbc:postgresql://127.0.0.1/database",
        "jdbc:postgresql://127.8.9.10/database",
        "jdbc:postgresql://[::1]:5432/database",
        "jdbc:postgresql://127.0.0.1,localhost/database",
        "jdbc:postgresql://db.example.com/database?sslmode=require",
        "jdbc:postgresql://db.example.com/database?sslmode=disable",
        "jdbc:postgresql://db.example.com/database?ssl=true",
        "jdbc:postgresql://db.internal/database",
        "jdbc:postgresql://db.internal,127.0.0.1/database"
      })
  void leavesLoopbackAndExplicitUrlsAlone(String url) {
    assertThat(Tls.settings(url, Set.of("db.internal"), folder.resolve("none"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db.example.com/database",
        "jdbc:postgresql://10.0.0.1/database",
        "jdbc:postgresql://128.0.0.1/database",
        "jdbc:postgresql://127.0.0.1.example.com/database",
        "jdbc:postgresql://localhost.example.com/database",
        "jdbc:postgresql://[2001:db8::1]/database",
        "jdbc:postgresql://localhost,db.example.com/database",
        "jdbc:postgresql://db.internal,db.example.com/database",
        "jdbc:postgresql://db.example.com/database?targetServerType=primary",
        "jdbc:postgresql://localhost/database?PGHOST=db.example.com"
      })
  void verifiesAllOtherServers(String url) {
    assertThat(Tls.settings(url, Set.of("db.internal"), folder.resolve("none")))
        .containsEntry("sslmode", "verify-full")
        .containsEntry("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslrootcert=a.crt", "sslcert=a.crt", "sslkey=a.pk8", "sslfactory=a.B"})
  void takesCertificatesThatTheUrlNames(String parameter) {
    String url = "jdbc:postgresql://db.example.com/database?" + parameter;
    assertThat(Tls.settings(url, Set.of(), folder.resolve("none"))).containsOnlyKeys("sslmode");
  }

  @Test
  void takesCertificatesOfTheDriversOwnFile() throws IOException {
    Path file = Files.createFile(folder.resolve("root.crt"));
    assertThat(Tls.settings("jdbc:postgresql://db.example.com/database", Set.of(), file))
        .containsOnlyKeys("sslmode");
  }
}
