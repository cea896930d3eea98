package ai.flashfusion.examples.worker;

import ai.flashfusion.schema.ids.ProfileId;

/**
 * A piece of work that costs API calls.
 *
 * @param id the name under which the queue delivers it, more than once if need be
 * @param profile the profile whose quota pays
 * @param calls the number of API calls
 */
record Job(String id, ProfileId profile, int calls) {

  /**
   * Returns the job that a line of text describes.
   *
   * @throws IllegalArgumentException if the line is not an id, a profile and a number
   */
  static Job parse(String line) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length != 3 || !words[2].matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "'" + line + "' is not a job: an id, a profile id and a number of calls are expected");
    }
    return new Job(words[0], ProfileId.valueOf(words[1]), Integer.parseInt(words[2]));
  }
}
