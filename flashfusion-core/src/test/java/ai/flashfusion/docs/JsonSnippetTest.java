package ai.flashfusion.docs;

import static ai.flashfusion.schema.enums.ProjectFramework.NEXTJS;
import static ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.identity.Identity;
import ai.flashfusion.json.FlashFusionJacksonModule;
import ai.flashfusion.query.Page;
import ai.flashfusion.query.PageQuery;
import ai.flashfusion.schema.enums.ProjectStatus;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.ids.ProjectId;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.source.ImmutableSecret;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.jooq.EnumType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.convert.converter.Converter;
import org.springframework.core.convert.converter.ConverterFactory;
import org.springframework.core.convert.support.DefaultConversionService;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The snippets of json.md, as they stand there, with the libraries that it names. */
class JsonSnippetTest {

  @AutoClose final TestDatabase embedded = TestDatabase.start();
  final FlashFusion flashfusion = embedded.flashfusion();
  final AuthUserId id = embedded.signUp("alice@example.com");
  final Session alice = flashfusion.asUser(id);

  @Test
  void rows() {
    alice.projects().create("Shop", "shop", NEXTJS, PRIVATE);
    // snippet: json-rows
    JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();
    Page<ProjectRecord> page = alice.projects().page(PageQuery.ofSize(20));
    String json = mapper.writeValueAsString(page); // {"rows":[{"id":"…",…}],"next":null}
    Page<ProjectRecord> same = mapper.readValue(json, new TypeReference<>() {});
    // end
    assertThat(same).isEqualTo(page);
    assertThat(json).startsWith("{\"rows\":[{\"id\":\"").endsWith("}],\"next\":null}");
  }

  @Test
  void camelCase() {
    // snippet: json-camel-case
    JsonMapper mapper =
        JsonMapper.builder()
            .findAndAddModules()
            .addModule(FlashFusionJacksonModule.camelCase()) // in place of the one that was found
            .build();
    // end
    assertThat(mapper.writeValueAsString(new ProjectRecord().setStarCount(5)))
        .contains("\"starCount\":5");
  }

  @Test
  void update() {
    JsonMapper mapper = JsonMapper.builder().findAndAddModules().build();
    ProjectId projectId = alice.projects().create("Shop", "shop", NEXTJS, PRIVATE).getId();
    String body = "{\"name\":\"New shop\"}";
    // snippet: json-update
    ProjectRecord project = alice.projects().get(projectId);
    mapper.readerForUpdating(project).readValue(body); // {"name":"New shop"}
    alice.projects().update(project); // writes the name, and nothing else
    // end
    assertThat(alice.projects().get(projectId).getName()).isEqualTo("New shop");
    assertThat(alice.projects().get(projectId).getFramework()).isEqualTo(NEXTJS);
  }

  @Test
  void spring() {
    DefaultConversionService spring = new DefaultConversionService();
    ProjectId project = ProjectId.random();
    assertThat(spring.convert(project.toString(), ProjectId.class)).isEqualTo(project);
    assertThat(spring.convert(project, String.class)).isEqualTo(project.toString());
    assertThatThrownBy(() -> spring.convert("my-app", ProjectId.class))
        .isInstanceOf(ConversionFailedException.class)
        .hasRootCauseMessage("'my-app' is not a ProjectId: a UUID is expected");
    assertThat(spring.convert("ACTIVE", ProjectStatus.class)).isEqualTo(ProjectStatus.ACTIVE);
    assertThatThrownBy(() -> spring.convert("active", ProjectStatus.class))
        .isInstanceOf(ConversionFailedException.class);

    // snippet: json-spring
    // Reads enums of the schema from their literals, such as "past_due".
    final class Literals implements ConverterFactory<String, EnumType> {
      @Override
      public <E extends EnumType> Converter<String, E> getConverter(Class<E> type) {
        return literal -> JsonMapper.shared().convertValue(literal, type);
      }
    }
    // end

    spring.addConverterFactory(new Literals());
    assertThat(spring.convert("active", ProjectStatus.class)).isEqualTo(ProjectStatus.ACTIVE);
    assertThatThrownBy(() -> spring.convert("bogus", ProjectStatus.class))
        .isInstanceOf(ConversionFailedException.class)
        .hasStackTraceContaining("'bogus' is not allowed in projects.status: use active, archived");
  }

  @Test
  void token() throws Exception {
    byte[] secret = "a secret of at least 32 bytes, as HS256 needs it".getBytes(UTF_8);
    Date expiry = Date.from(Instant.now().plusSeconds(60).truncatedTo(ChronoUnit.SECONDS));
    SignedJWT signed =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer("https://x.supabase.co/auth/v1")
                .audience(List.of("authenticated", "other"))
                .subject(id.toString())
                .claim("role", "authenticated")
                .claim("app_metadata", Map.of("provider", "email", "providers", List.of("email")))
                .expirationTime(expiry)
                .build());
    signed.sign(new MACSigner(secret));
    String token = signed.serialize();
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(JWSAlgorithm.HS256, new ImmutableSecret<>(secret)));
    // snippet: json-token
    JWTClaimsSet claims = processor.process(token, null); // checks the signature and the expiry
    Session caller = flashfusion.session(Identity.ofClaims(claims.getClaims()));
    // end
    assertThat(claims.getClaims().get("exp")).isInstanceOf(Date.class);
    assertThat(caller.profiles().me().getEmail()).isEqualTo("alice@example.com");
    JsonNode payload = JsonMapper.shared().readTree(signed.getPayload().toString());
    assertThat(payload.get("exp").asLong()).isEqualTo(expiry.toInstant().getEpochSecond());
    assertThat(JsonMapper.shared().readTree(caller.identity().claims())).isEqualTo(payload);
  }
}
