package ai.flashfusion.examples.dashboard;

import ai.flashfusion.schema.enums.ProfileRole;
import ai.flashfusion.schema.ids.ProfileId;
import ai.flashfusion.schema.tables.records.ProfileRecord;
import ai.flashfusion.session.Pipeline;
import ai.flashfusion.session.Response;
import ai.flashfusion.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * The person who looks at a page.
 *
 * @param me the profile; null for somebody who is not signed in
 * @param unread the number of unread notifications
 */
public record Viewer(@Nullable ProfileRecord me, long unread) {

  static final Viewer ANONYMOUS = new Viewer(null, 0);

  /** The questions about the viewer, which travel with those of the page. */
  record Asked(@Nullable Response<ProfileRecord> me, @Nullable Response<Long> unread) {
    Viewer get() {
      return me == null || unread == null ? ANONYMOUS : new Viewer(me.get(), unread.get());
    }
  }

  static Asked ask(Pipeline page, Session session) {
    return isSignedIn(session)
        ? new Asked(
            page.add(s -> s.profiles().me()), page.add(s -> s.notifications().unreadCount()))
        : new Asked(null, null);
  }

  static boolean isSignedIn(Session session) {
    return session.identity().role().equals("authenticated");
  }

  public boolean signedIn() {
    return me != null;
  }

  public boolean admin() {
    return me != null && me.getRole() == ProfileRole.ADMIN;
  }

  public String name() {
    return me == null ? "" : Words.name(me.getFullName());
  }

  public boolean hasUnread() {
    return unread > 0;
  }

  boolean is(@Nullable ProfileId profile) {
    return me != null && me.getId().equals(profile);
  }
}
