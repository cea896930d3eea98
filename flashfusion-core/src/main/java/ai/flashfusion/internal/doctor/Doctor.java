package ai.flashfusion.internal.doctor;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.internal.session.Examination;
import ai.flashfusion.internal.session.Login;
import java.util.ArrayList;
import java.util.List;

/** Says what is wrong with what was examined. */
public final class Doctor {

  /** Reading as many takes a few milliseconds more. */
  private static final long TOO_MANY_UNFOLDED = 100_000;

  private Doctor() {}

  public static Diagnosis diagnose(Examination examination) {
    List<Finding> findings = new ArrayList<>();
    login(examination, findings);
    sealing(examination, findings);
    String failure = examination.preparedFailure();
    if (failure != null) {
      findings.add(
          new Finding(
              "pooler",
              "hands connections to others between transactions, and prepared statements fail there"
                  + " (SQLSTATE "
                  + failure
                  + ")",
              "add prepareThreshold=0 to the URL, or use PgBouncer 1.21 or later with"
                  + " max_prepared_statements"));
    }
    Long unfolded = examination.login().unfolded();
    if (unfolded != null && unfolded > TOO_MANY_UNFOLDED) {
      findings.add(
          new Finding(
              "rollup of usage",
              "has about " + unfolded + " changes to fold, which every sum for everybody reads",
              "select flashfusion_rollup.fold_usage(), every minute from now on"));
    }
    findings.addAll(SchemaFindings.in(examination.catalog()));
    return new Diagnosis(findings);
  }

  private static void sealing(Examination examination, List<Finding> findings) {
    String subject = "login " + examination.login().name();
    switch (examination.sealing()) {
      case HOLDS, UNKNOWN_TO_DATABASE -> {}
      case NOT_ASKED_FOR ->
          findings.add(
              new Finding(
                  subject,
                  "is believed whatever identity text in its sessions claims, as it has no key in"
                      + " flashfusion_seal.keys",
                  "run Logins.random().script() as the tables' owner, then connect with sealKey(…)"));
      case KEY_MISSING ->
          findings.add(
              new Finding(
                  subject,
                  "must seal its identities, and no key is given",
                  "connect with sealKey(…): the key of its row in flashfusion_seal.keys"));
      case KEY_WRONG ->
          findings.add(
              new Finding(
                  subject,
                  "seals its identities with a key that is not the one in flashfusion_seal.keys",
                  "connect with sealKey(…): the key of its row in flashfusion_seal.keys"));
      case CLOCKS_DIFFER ->
          findings.add(
              new Finding(
                  subject,
                  "seals its identities by a clock that is five minutes or more behind the"
                      + " database's",
                  "set the clocks of both machines by NTP"));
    }
  }

  private static void login(Examination examination, List<Finding> findings) {
    Login login = examination.login();
    String subject = "login " + login.name();
    if (login.power() != null) {
      findings.add(
          new Finding(
              subject,
              login.power() + ": row level security does not bind it if an identity is missing",
              "log in as authenticator"));
    }
    if (login.owned() > 0) {
      findings.add(
          new Finding(
              subject,
              "owns " + login.owned() + " tables: row level security does not bind their owner",
              "log in as authenticator, or give the tables to another owner"));
    }
    if (login.inherited() != null) {
      String roles = login.inherited();
      findings.add(
          new Finding(
              subject,
              "has the rights of " + roles + " without becoming them",
              "alter role %1$s noinherit; revoke %2$s from %1$s; grant %2$s to %1$s"
                  .formatted(login.name(), roles)));
    }
    String missing = login.missing();
    if (!examination.ownServiceLogin() && login.power() == null && !login.cannotServe()) {
      findings.add(
          new Finding(
              subject,
              "serves users' sessions and can become service_role: one mistake in text there is"
                  + " everybody's rows",
              "run Logins.random().script() as the tables' owner, and connect as its user with"
                  + " serviceLogin(user, password)"));
    }
    if (!examination.ownServiceLogin() && login.cannotServe()) {
      missing = missing == null ? "service_role" : missing + ", service_role";
    }
    if (missing != null) {
      findings.add(
          new Finding(
              subject, "cannot become " + missing, "grant " + missing + " to " + login.name()));
    }
  }
}
