package ai.flashfusion.internal.session;

/** Work that runs beside the sessions on their connections, and ends with the library. */
public interface Companion {

  /** Ends the work; returns at once. */
  void close();
}
