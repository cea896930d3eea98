package ai.flashfusion.repository;

import static ai.flashfusion.schema.Tables.AI_CONVERSATIONS;

import ai.flashfusion.internal.session.SessionContext;
import ai.flashfusion.schema.Keys;
import ai.flashfusion.schema.ids.AiConversationId;
import ai.flashfusion.schema.tables.records.AiConversationRecord;

/** Conversations with AI models. A user sees and changes their own. */
public final class AiConversationRepository
    extends Repository<AiConversationRecord, AiConversationId> {

  /** Not for callers: repositories come from a session. */
  @SuppressWarnings("exports") // so that only the library can make one
  public AiConversationRepository(SessionContext context) {
    super(context, AI_CONVERSATIONS, AI_CONVERSATIONS.ID, Keys.AI_CONVERSATIONS_PKEY);
  }
}
