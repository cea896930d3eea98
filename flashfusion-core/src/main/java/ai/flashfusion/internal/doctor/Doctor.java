package ai.flashfusion.internal.doctor;

import static ai.flashfusion.schema.catalog.Hazard.APPLICATION;
import static ai.flashfusion.schema.catalog.Hazard.SUPERUSER;

import ai.flashfusion.doctor.Diagnosis;
import ai.flashfusion.doctor.Finding;
import ai.flashfusion.internal.session.Examination;
import ai.flashfusion.internal.session.Login;
import ai.flashfusion.internal.session.Transport;
import java.util.ArrayList;
import java.util.List;

/**
 * The diagnosis of an examined database: problems of the login, of the way to the database, of the
 * surroundings of the tables (one select each in {@code hazards.sql}), and of the tables.
 */
public final class Doctor {

  /**
   * The number of changes from which on a finding is reported; reading so many takes a few
   * milliseconds more.
   */
  private static final long TOO_MANY_UNFOLDED = 100_000;

  private static final String LOGINS = "run the script of Logins.random().script()";

  private Doctor() {}

  public static Diagnosis diagnose(Examination examination) {
    String owner = examination.surroundings().owner();
    List<Finding> findings = new ArrayList<>();
    List<Finding> advice = new ArrayList<>();
    login(examination, owner, findings, advice);
    sealing(examination, owner, findings, advice);
    transport(examination.transport(), advice);
    if (examination.unsafe() != null) {
      findings.add(
          new Finding(
              "connection",
              examination.unsafe().problem(),
              APPLICATION,
              examination.unsafe().cure()));
    }
    String failure = examination.preparedFailure();
    if (failure != null) {
      findings.add(
          new Finding(
              "pooler",
              "hands connections to others between transactions, and prepared statements fail there"
                  + " (SQLSTATE "
                  + failure
                  + ")",
              APPLICATION,
              "add prepareThreshold=0 to the URL, or use PgBouncer 1.21 or later with"
                  + " max_prepared_statements"));
    }
    examination
        .login()
        .roleSettings()
        .ignored()
        .forEach(
            (role, settings) ->
                advice.add(
                    new Finding(
                        "role " + role,
                        "has settings that have no effect on sessions: " + settings,
                        owner,
                        "alter role "
                            + role
                            + " reset …; time limits and choices of the planner"
                            + " are applied")));
    Long unfolded = examination.login().unfolded();
    if (unfolded != null && unfolded > TOO_MANY_UNFOLDED) {
      findings.add(
          new Finding(
              "rollup of usage",
              "has about " + unfolded + " changes to fold, which every query about everybody reads",
              owner,
              "select flashfusion_rollup.fold_usage() -- every minute from now on"));
    }
    examination
        .surroundings()
        .hazards()
        .forEach(
            hazard ->
                findings.add(
                    new Finding(hazard.subject(), hazard.problem(), hazard.who(), hazard.fix())));
    findings.addAll(SchemaFindings.in(examination.catalog(), owner));
    return new Diagnosis(findings, advice);
  }

  private static void transport(Transport transport, List<Finding> advice) {
    boolean plain = Boolean.FALSE.equals(transport.encrypted());
    if (transport.isLocal() || (!plain && !transport.isUnverified())) {
      return;
    }
    String to = "to " + transport.host() + " is ";
    advice.add(
        new Finding(
            "connection",
            plain
                ? to + "not encrypted: whoever is on the way can read and change everything"
                : to
                    + "not verified (sslmode="
                    + transport.sslMode()
                    + "): whoever is on the way can pretend to be the server",
            APPLICATION,
            "connect with sslmode=verify-full, and sslrootcert=<file> if the server's certificate"
                + " is not of a public authority"));
  }

  private static void sealing(
      Examination examination, String owner, List<Finding> findings, List<Finding> advice) {
    String subject = "login " + examination.login().name();
    switch (examination.sealing()) {
      case HOLDS, UNKNOWN_TO_DATABASE -> {}
      case NOT_ASKED_FOR ->
          advice.add(
              new Finding(
                  subject,
                  "is trusted with whatever identity SQL text claims, as it has no key in"
                      + " flashfusion_seal.keys",
                  owner,
                  LOGINS + "; connect with sealKey(…)"));
      case KEY_MISSING ->
          findings.add(
              new Finding(
                  subject,
                  "must seal its identities, and no key is given",
                  APPLICATION,
                  "connect with sealKey(…): the key that flashfusion_seal.keys has for the login"));
      case KEY_WRONG ->
          findings.add(
              new Finding(
                  subject,
                  "seals its identities with a key that flashfusion_seal.keys does not have for it",
                  APPLICATION,
                  "connect with sealKey(…): the key that flashfusion_seal.keys has for the login"));
      case CLOCKS_DIFFER ->
          findings.add(
              new Finding(
                  subject,
                  "seals its identities by a clock that is behind the database's",
                  APPLICATION,
                  "set the clocks of both machines by NTP"));
    }
  }

  private static void login(
      Examination examination, String owner, List<Finding> findings, List<Finding> advice) {
    Login login = examination.login();
    String subject = "login " + login.name();
    if (login.power() != null) {
      findings.add(
          new Finding(
              subject,
              login.power() + ": row level security does not bind it if an identity is missing",
              APPLICATION,
              "log in as authenticator"));
    }
    // A few tables that belong to it by mistake are reported as hazards.
    if (login.name().equals(owner) && login.owned() > 0) {
      findings.add(
          new Finding(
              subject,
              "owns " + login.owned() + " tables: row level security does not bind their owner",
              APPLICATION,
              "log in as authenticator"));
    }
    if (login.inherited() != null) {
      String roles = login.inherited();
      findings.add(
          new Finding(
              subject,
              "has the rights of " + roles + " without becoming them",
              SUPERUSER,
              "alter role %1$s noinherit; revoke %2$s from %1$s; grant %2$s to %1$s"
                  .formatted(login.name(), roles)));
    }
    if (login.power() == null && !login.cannotServe()) {
      String problem =
          "serves users' sessions and can become service_role: one mistake in SQL text exposes"
              + " everybody's rows";
      if (examination.ownServiceLogin() || examination.sealing().isAsked()) {
        findings.add(
            new Finding(subject, problem, SUPERUSER, "revoke service_role from " + login.name()));
      } else {
        advice.add(
            new Finding(
                subject,
                problem,
                owner,
                LOGINS + "; connect as its user with serviceLogin(user, password)"));
      }
    }
    String missing = login.missing();
    if (login.cannotServe() && !examination.ownServiceLogin() && !examination.sealing().isAsked()) {
      missing = missing == null ? "service_role" : missing + ", service_role";
    }
    if (missing != null) {
      findings.add(
          new Finding(
              subject,
              "cannot become " + missing,
              SUPERUSER,
              "grant " + missing + " to " + login.name()));
    }
  }
}
