package ai.flashfusion.tls;

import ai.flashfusion.schema.migration.Migrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import org.junit.jupiter.api.Assumptions;

/** A Postgres with a certificate that its own key has signed, for {@link #NAME}. */
final class TlsServer implements AutoCloseable {

  /** The name for which the server has its certificate. */
  static final String NAME = "db.example.com";

  private static final String PASSWORD = "changeit";

  private final EmbeddedPostgres postgres;
  private final Path folder;

  private TlsServer(EmbeddedPostgres postgres, Path folder) {
    this.postgres = postgres;
    this.folder = folder;
  }

  static TlsServer start() throws IOException, GeneralSecurityException, SQLException {
    Assumptions.assumeTrue(
        Files.getFileStore(Path.of(".")).supportsFileAttributeView("posix"),
        "Postgres demands a key that only its owner may read");
    Path folder = Files.createTempDirectory("tls");
    EmbeddedPostgres postgres = EmbeddedPostgres.builder().setLocaleConfig("locale", "C").start();
    TlsServer server = new TlsServer(postgres, folder);
    try {
      Migrations.bootstrap(postgres.getPostgresDatabase());
      server.switchOn();
      return server;
    } catch (IOException | GeneralSecurityException | SQLException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private void switchOn() throws IOException, GeneralSecurityException, SQLException {
    KeyStore store = keys("server");
    Path key = folder.resolve("server.key");
    Files.createFile(
        key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(key, "PRIVATE KEY", store.getKey("server", PASSWORD.toCharArray()).getEncoded());
    write(certificate(), "CERTIFICATE", store.getCertificate("server").getEncoded());
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("alter system set ssl_cert_file = '" + certificate() + "'");
      statement.execute("alter system set ssl_key_file = '" + key + "'");
      statement.execute("alter system set ssl = on");
      statement.execute("select pg_reload_conf()");
    }
  }

  /** Returns the server's certificate, which is its own authority. */
  Path certificate() {
    return folder.resolve("server.crt");
  }

  /** Creates the certificate of an authority of which the server knows nothing. */
  Path otherCertificate() throws IOException, GeneralSecurityException {
    Path file = folder.resolve("other.crt");
    write(file, "CERTIFICATE", keys("other").getCertificate("other").getEncoded());
    return file;
  }

  int port() {
    return postgres.getPort();
  }

  /** Returns the URL with this name of the server, and further parameters. */
  String url(String host, String parameters) {
    return "jdbc:postgresql://" + host + "/postgres?" + AnyHost.parameters(port()) + parameters;
  }

  /** Returns whether the only connection of the login is encrypted. */
  boolean isEncrypted(String login) throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid)"
                    + " where usename = '"
                    + login
                    + "'")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  private KeyStore keys(String name) throws IOException, GeneralSecurityException {
    Path file = folder.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-alias",
                name,
                "-keyalg",
                "RSA",
                "-dname",
                "CN=" + NAME,
                "-ext",
                "san=dns:" + NAME)
            .inheritIO()
            .start();
    try {
      if (keytool.waitFor() != 0) {
        throw new IOException("keytool failed");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    return KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
  }

  private static void write(Path file, String kind, byte[] bytes) throws IOException {
    String text =
        "-----BEGIN "
            + kind
            + "-----\n"
            + Base64.getMimeEncoder().encodeToString(bytes)
            + "\n-----END "
            + kind
            + "-----\n";
    Files.writeString(file, text, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    postgres.close();
  }
}
