package ai.flashfusion.repository.helpers;

/**
 * One method of a repository as the manual lists it.
 *
 * @param name the method
 * @param roundTrips how many the call takes, on a connection that ran it before
 * @param who may call it with success, in the words of the access matrix
 * @param call an example that succeeds
 */
record Helper(String name, int roundTrips, String who, Call call) {

  /** Calls a method of a repository in a world where all that it needs exists. */
  @FunctionalInterface
  interface Call {
    Object run(World world);
  }
}
