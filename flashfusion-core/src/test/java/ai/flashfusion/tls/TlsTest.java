package ai.flashfusion.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.FlashFusionBuilder;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.error.ConfigurationException;
import ai.flashfusion.fixture.TestDatabase;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

class TlsTest {

  @AutoClose static final TestDatabase plain = TestDatabase.start();
  static TlsServer server;

  @BeforeAll
  static void start() throws IOException, GeneralSecurityException, SQLException {
    server = TlsServer.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static FlashFusionBuilder builder(String url) {
    return FlashFusion.builder().url(url).user("authenticator").password("").poolSize(1);
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      FlashFusionBuilder builder) {
    return assertThatThrownBy(() -> builder.connect().close())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sslrootcert=")
        .hasMessageContaining("Supabase: Dashboard, Database Settings, SSL Configuration")
        .hasMessageContaining("sslmode=")
        .hasMessageContaining("allowUnverifiedServer(");
  }

  @Test
  void connectsToServerWithCertificateForItsName() throws SQLException {
    String root = "&sslrootcert=" + server.certificate();
    try (FlashFusion flashfusion = builder(server.url(TlsServer.NAME, root)).connect()) {
      assertThat(server.isEncrypted("authenticator")).isTrue();
      assertThat(flashfusion.asAnonymous().dsl().fetchValue("select 1")).isEqualTo(1);
    }
  }

  @Test
  void refusesServerWithCertificateForAnotherName() {
    String root = "&sslrootcert=" + server.certificate();
    assertRefused(builder(server.url("other.example.com", root)))
        .hasMessageContaining("other.example.com");
  }

  @Test
  void refusesCertificateOfUnknownAuthority() throws IOException, GeneralSecurityException {
    String root = "&sslrootcert=" + server.otherCertificate();
    assertRefused(builder(server.url(TlsServer.NAME, root)));
    assertRefused(builder(server.url(TlsServer.NAME, "")));
  }

  @Test
  void refusesServerWithoutTls() {
    String url = "jdbc:postgresql://db.example.com/" + plain.database();
    assertRefused(plain.builder().url(url + "?" + AnyHost.parameters(plain.port())));
    assertRefused(
        plain.builder().url(url + "?" + AnyHost.parameters(plain.port()) + "&sslmode=require"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"&sslmode=disable", "&sslmode=require", "&sslmode=prefer", "&ssl=false"})
  void connectsAsTheUrlSays(String parameter) throws SQLException {
    try (FlashFusion flashfusion = builder(server.url("other.example.com", parameter)).connect()) {
      assertThat(flashfusion).isNotNull();
      assertThat(server.isEncrypted("authenticator")).isEqualTo(!parameter.endsWith("disable"));
    }
  }

  @Test
  void connectsToUnverifiedServerThatIsNamed() {
    String url = server.url("other.example.com", "");
    builder(url).allowUnverifiedServer("other.example.com").connect().close();
    assertRefused(builder(url).allowUnverifiedServer("db.example.com"));
  }

  @Test
  void verifiesServerOfServiceLogin() {
    String url = "jdbc:postgresql://db.example.com/" + plain.database();
    FlashFusionBuilder builder =
        FlashFusion.builder()
            .url(url + "?" + AnyHost.parameters(plain.port()))
            .dataSource(plain.owner())
            .serviceLogin(plain.logins().service(), plain.logins().servicePassword())
            .allowPrivilegedLogin("postgres");
    try (FlashFusion flashfusion = builder.connect()) {
      assertThatThrownBy(() -> flashfusion.asService("a test").projects().count())
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("sslrootcert=");
    }
  }

  @Test
  void doctorAdvisesToVerify() {
    String root = "&sslrootcert=" + server.certificate();
    assertThat(advice(builder(server.url(TlsServer.NAME, root)))).isEmpty();
    assertThat(advice(builder(server.url(TlsServer.NAME, "&sslmode=disable"))))
        .singleElement()
        .asString()
        .contains("to db.example.com is not encrypted");
    assertThat(advice(builder(server.url(TlsServer.NAME, "&sslmode=require"))))
        .singleElement()
        .asString()
        .contains("to db.example.com is not verified (sslmode=require)");
    assertThat(
            advice(builder(server.url(TlsServer.NAME, "")).allowUnverifiedServer(TlsServer.NAME)))
        .singleElement()
        .asString()
        .contains("not verified (sslmode=prefer)");
    assertThat(advice(plain.builder())).isEmpty();
  }

  @Test
  void doctorAdvisesToVerifyOverOwnDataSource() {
    PGSimpleDataSource own = new PGSimpleDataSource();
    own.setUrl(server.url(TlsServer.NAME, ""));
    own.setUser("authenticator");
    assertThat(advice(FlashFusion.builder().dataSource(own)))
        .singleElement()
        .asString()
        .contains("not verified (sslmode=prefer)");
    own.setSslMode("disable");
    assertThat(advice(FlashFusion.builder().dataSource(own)))
        .singleElement()
        .asString()
        .contains("not encrypted");
  }

  private static List<Finding> advice(FlashFusionBuilder builder) {
    return builder.doctor().advice().stream()
        .filter(finding -> finding.subject().equals("connection"))
        .toList();
  }

  @Test
  void examinesOnlyServersThatItWouldConnectTo() {
    assertThatThrownBy(() -> builder(server.url("other.example.com", "")).doctor())
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("sslrootcert=");
  }
}
