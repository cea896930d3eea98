package ai.flashfusion.repository.helpers;

import java.util.Map;
import java.util.Set;

/** The ways in which helpers behave in a pipeline, as the manual tells them. */
enum Pipelined {
  /** One statement that reads. */
  READ("travels"),
  /** One statement that writes, and that only the database can refuse. */
  AT_ONCE("travels, and the commit"),
  /** One statement that writes, after whose answer the helper may refuse it. */
  KEPT("travels, the commit waits"),
  /** Several statements with a transaction of their own. */
  TRANSACTION("transaction"),
  /** Refused by name. */
  REFUSED("refused");

  private static final Set<String> STREAMS = Set.of("stream", "follow");

  /** Helpers that refuse a missing row, or another one than they expected, after the answer. */
  private static final Set<String> CHANGES =
      Set.of(
          "AiConversationRepository.append",
          "AiConversationRepository.rename",
          "ApiKeyRepository.revoke",
          "ApiKeyRepository.rotate",
          "BillingTransactionRepository.markFailed",
          "BillingTransactionRepository.markSucceeded",
          "BillingTransactionRepository.record",
          "DeploymentRepository.transition",
          "ProfileRepository.consumeApiCalls",
          "ProfileRepository.updatePreferences",
          "ProjectCollaboratorRepository.accept",
          "ProjectCollaboratorRepository.changeRole",
          "ProjectCollaboratorRepository.leave",
          "ProjectCollaboratorRepository.remove",
          "ProjectFileRepository.write",
          "ProjectFileRepository.writeIfUnchanged",
          "ProjectRepository.archive",
          "ProjectRepository.incrementViews",
          "ProjectRepository.restore",
          "ProjectRepository.shareWithTeam",
          "ProjectRepository.unshare",
          "Repository.update",
          "TeamMemberRepository.accept",
          "WebhookRepository.disable",
          "WebhookRepository.enable",
          "WebhookRepository.recordDelivery",
          "WebhookRepository.rotateSecret");

  /** Helpers that return whatever the database stored. */
  private static final Set<String> WRITES =
      Set.of(
          "AiConversationRepository.archive",
          "AiConversationRepository.start",
          "AiUsageRepository.foldRollup",
          "AiUsageRepository.rebuildRollup",
          "AiUsageRepository.record",
          "ApiKeyRepository.authenticate",
          "ApiKeyRepository.issue",
          "DeploymentLogRepository.append",
          "DeploymentLogRepository.appendAll",
          "DeploymentRepository.start",
          "NotificationRepository.deleteOlderThan",
          "NotificationRepository.markAllRead",
          "NotificationRepository.markRead",
          "NotificationRepository.notify",
          "NotificationRepository.notifyAll",
          "ProfileRepository.resetApiCalls",
          "ProjectCollaboratorRepository.invite",
          "ProjectRepository.create",
          "Repository.delete",
          "Repository.insert",
          "Repository.upsert",
          "TeamMemberRepository.invite");

  /** Round trips of transactions if each statement, and the commit, were sent by itself. */
  private static final Map<String, Integer> SINGLY =
      Map.ofEntries(
          Map.entry("ProjectFileRepository.move", 3),
          Map.entry("ProjectFileRepository.copy", 3),
          Map.entry("ProjectFileRepository.deleteTree", 3),
          Map.entry("BillingTransactionRepository.refund", 3),
          Map.entry("SubscriptionHistoryRepository.changeTier", 3),
          Map.entry("TeamRepository.create", 3),
          Map.entry("TeamMemberRepository.changeRole", 3),
          Map.entry("TeamMemberRepository.remove", 3),
          Map.entry("TeamMemberRepository.leave", 3));

  private final String words;

  Pipelined(String words) {
    this.words = words;
  }

  /** Returns how a helper behaves. */
  static Pipelined of(Class<?> repository, Helper helper) {
    String name = repository.getSimpleName() + "." + helper.name();
    if (STREAMS.contains(helper.name())) {
      return REFUSED;
    }
    if (helper.roundTrips() > 1) {
      return TRANSACTION;
    }
    return CHANGES.contains(name) ? KEPT : WRITES.contains(name) ? AT_ONCE : READ;
  }

  /** Returns the round trips of a helper if each of its statements were sent by itself. */
  static int singly(Class<?> repository, Helper helper) {
    return SINGLY.getOrDefault(
        repository.getSimpleName() + "." + helper.name(), helper.roundTrips());
  }

  @Override
  public String toString() {
    return words;
  }
}
