package ai.flashfusion.examples.benchmarks;

import ai.flashfusion.examples.benchmarks.Usage.NewUsage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One way to the rows, over a pool of {@link #POOL} connections. What it returns is its own kind of
 * row; {@link SameRows} compares them. Thread-safe.
 */
interface Contestant extends AutoCloseable {

  /** Connections of each pool. */
  int POOL = 8;

  /** Rows that a stream holds at a time. */
  int FETCH = 1_000;

  /** Returns a project of the person. */
  Object pointRead(Person person, UUID project);

  /**
   * Returns the person's newest twenty projects, and one more to know whether there is another
   * page.
   */
  List<?> page(Person person);

  /** Usage by model in a period, the dearest first. */
  List<?> summary(Person person, Instant from, Instant to);

  /** Returns a usage row as stored. */
  Object insert(Person person, NewUsage usage);

  /** Returns a project read, two usage rows inserted, the project changed and read again. */
  Object transactionOfFive(Person person, UUID project, NewUsage usage, String description);

  /** Usage rows, all or none. */
  long bulk(Person person, List<NewUsage> usage);

  /** Returns all usage rows of the person, read row by row; how many. */
  long stream(Person person);

  @Override
  void close();
}
