package ai.flashfusion.examples.quickstart;

import ai.flashfusion.schema.enums.AiUsageLogProvider;
import ai.flashfusion.schema.enums.DeploymentEnvironment;
import ai.flashfusion.schema.enums.DeploymentProvider;
import ai.flashfusion.schema.enums.DeploymentStatus;
import ai.flashfusion.schema.enums.ProfileRole;
import ai.flashfusion.schema.enums.ProjectFramework;
import ai.flashfusion.schema.enums.ProjectVisibility;
import ai.flashfusion.schema.tables.records.AiUsageLogRecord;
import ai.flashfusion.schema.tables.records.DeploymentRecord;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.schema.tables.records.ProjectRecord;
import ai.flashfusion.session.Session;
import java.math.BigDecimal;

/** The four writes with which most users begin. */
final class FirstWrites {

  private FirstWrites() {}

  /** Creates a profile. Only a service may do so, as users can create only their own. */
  static ProfileRecord createProfile(Session service) {
    return service
        .profiles()
        .insert(
            new ProfileRecord()
                .setEmail("user@example.com")
                .setFullName("John Doe")
                .setRole(ProfileRole.USER));
  }

  static AiUsageLogRecord trackUsage(Person person) {
    return person
        .session()
        .aiUsage()
        .insert(
            new AiUsageLogRecord()
                .setUserId(person.profile())
                .setProvider(AiUsageLogProvider.OPENAI)
                .setModel("gpt-4")
                .setTotalTokens(1_500)
                .setCostUsd(new BigDecimal("0.045")));
  }

  static ProjectRecord createProject(Person person) {
    return person
        .session()
        .projects()
        .create("My App", "my-app", ProjectFramework.REACT, ProjectVisibility.PUBLIC);
  }

  /**
   * Records a deployment that starts and becomes ready in one transaction, so that nobody sees it
   * half done.
   */
  static DeploymentRecord recordDeployment(Person person, ProjectRecord project) {
    return person
        .session()
        .transactionResult(
            tx -> {
              DeploymentRecord deployment =
                  tx.deployments()
                      .start(
                          project.getId(),
                          DeploymentProvider.VERCEL,
                          DeploymentEnvironment.PRODUCTION);
              return tx.deployments()
                  .update(
                      deployment
                          .setUrl("https://my-app.vercel.app")
                          .setStatus(DeploymentStatus.READY));
            });
  }
}
