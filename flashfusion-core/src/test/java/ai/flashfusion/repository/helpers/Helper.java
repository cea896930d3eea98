package ai.flashfusion.repository.helpers;

/**
 * One method of a repository as the manual lists it.
 *
 * @param name the name of the method
 * @param roundTrips the number of round trips of the call, on a connection that ran it before
 * @param who the identities that may call it with success, in the words of the access matrix
 * @param call an example that succeeds
 */
record Helper(String name, int roundTrips, String who, Call call) {

  /** Calls a method of a repository in a world where everything that it needs exists. */
  @FunctionalInterface
  interface Call {
    Object run(World world);
  }
}
