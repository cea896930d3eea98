package ai.flashfusion.repository.helpers;

import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.json.ChatMessage;
import ai.flashfusion.session.Session;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/** The additional methods of {@code AiConversationRepository}. */
final class AiConversationHelpers {

  private static final String OWN = "users: own; service: all";

  /** One conversation of Alice for each world, so that a call belongs to one helper only. */
  private static final Map<World, AiConversationId> CONVERSATIONS = new WeakHashMap<>();

  static final List<Helper> ALL =
      List.of(
          new Helper("start", 1, "users", w -> w.alice.conversations().start("gpt-4o", "World")),
          new Helper(
              "append",
              1,
              OWN,
              w -> w.alice.conversations().append(of(w), ChatMessage.of("user", "Hello"))),
          new Helper("messages", 1, OWN, w -> w.alice.conversations().messages(of(w), 0, 10)),
          new Helper(
              "rename",
              1,
              OWN,
              w -> {
                w.alice.conversations().rename(of(w), "Renamed");
                return of(w);
              }),
          new Helper("archive", 1, OWN, w -> w.alice.conversations().archive(of(w))),
          new Helper("search", 1, "users: own", w -> w.alice.conversations().search("hello")),
          new Helper(
              "totals",
              1,
              "users: own; service: a given profile's",
              w -> w.alice.conversations().totals()));

  private AiConversationHelpers() {}

  private static AiConversationId of(World world) {
    return CONVERSATIONS.computeIfAbsent(world, each -> started(each.alice));
  }

  private static AiConversationId started(Session session) {
    return session.conversations().start("gpt-4o", "World").getId();
  }
}
