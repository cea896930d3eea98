package ai.flashfusion.examples.dashboard;

/** A page with all that its template shows. */
interface Page {

  Viewer viewer();

  String title();

  /** Returns the name of the template, and of the entry of the navigation. */
  String template();
}
