package ai.flashfusion.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ai.flashfusion.FlashFusion;
import ai.flashfusion.InUseDatabase;
import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.fixture.TestDatabase;
import ai.flashfusion.schema.catalog.Difference;
import ai.flashfusion.schema.ids.AuthUserId;
import ai.flashfusion.schema.migration.Logins;
import ai.flashfusion.schema.migration.MigrationException;
import ai.flashfusion.schema.migration.Migrations;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class AdoptionSnippetTest {

  @AutoClose private final TestDatabase embedded = TestDatabase.start();
  private final InUseDatabase database = InUseDatabase.beside(embedded);

  @Test
  void adopt() {
    DataSource owner = database.owner();
    // snippet: adopt
    int applied = Migrations.adopt(owner); // 0 when it was adopted before
    // end
    assertThat(applied).isPositive();
    assertThat(Migrations.adopt(owner)).isZero();
  }

  @Test
  void drift() {
    database.run("alter table public.webhooks drop column secret");
    DataSource owner = database.owner();
    List<String> fixes = new ArrayList<>();
    // snippet: drift
    try {
      Migrations.adopt(owner);
    } catch (MigrationException refused) {
      for (Difference difference : refused.differences()) {
        // column public.webhooks.secret: missing
        // alter table public.webhooks add column secret text
        fixes.add(difference + "\n" + difference.fix());
      }
    }
    // end
    assertThat(fixes)
        .containsExactly(
            "column public.webhooks.secret: missing\n"
                + "alter table public.webhooks add column secret text");
    assertThatExceptionOfType(MigrationException.class).isThrownBy(() -> Migrations.adopt(owner));
  }

  @Test
  void logins() {
    DataSource owner = embedded.owner();
    String url = embedded.url();
    AuthUserId id = embedded.signUp("alice@example.com");
    // snippet: logins
    Logins logins = Logins.random(); // two passwords and a key: put them where your secrets live
    logins.create(owner); // or paste logins.script() into the Supabase SQL Editor
    try (FlashFusion flashfusion =
        FlashFusion.builder()
            .url(url)
            .user(logins.user())
            .password(logins.userPassword())
            .serviceLogin(logins.service(), logins.servicePassword())
            .sealKey(logins.sealKey())
            .connect()) {
      assertThat(flashfusion.asUser(id).projects().count()).isZero();
    }
    // end
    embedded.logins().create(owner);
  }

  @Test
  void doctor() {
    String url = embedded.url();
    String user = embedded.login();
    String password = embedded.password();
    List<String> told = new ArrayList<>();
    // snippet: doctor
    Diagnosis diagnosis = FlashFusion.builder().url(url).user(user).password(password).doctor();
    if (!diagnosis.isHealthy()) {
      System.out.print(diagnosis); // a table, for people
      for (Finding finding : diagnosis.findings()) {
        told.add(finding.subject() + " " + finding.problem());
        told.add(finding.who() + ": " + finding.fix());
      }
    }
    // end
    assertThat(told).isEmpty();
  }
}
