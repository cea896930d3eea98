package ai.flashfusion.examples.benchmarks.contestant;

import ai.flashfusion.examples.benchmarks.data.Person;
import ai.flashfusion.examples.benchmarks.data.Usage.NewUsage;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * One way to access the rows, over a pool of {@link #POOL} connections. Each returns its own kind
 * of rows; {@link SameRows} compares them. Thread-safe.
 */
public interface Contestant extends AutoCloseable {

  /** The number of connections in each pool. */
  int POOL = 8;

  /** The number of rows that a stream holds at a time. */
  int FETCH = 1_000;

  /** Returns a project of the person. */
  Object pointRead(Person person, UUID project);

  /**
   * Returns the person's newest twenty projects, and another one that shows whether there is a next
   * page.
   */
  List<?> page(Person person);

  /** Returns the usage by model in a period, the most expensive first. */
  List<?> summary(Person person, Instant from, Instant to);

  /** Inserts a usage row, and returns it as stored. */
  Object insert(Person person, NewUsage usage);

  /**
   * Reads a project, inserts two usage rows, changes the project, and reads it again, in one
   * transaction.
   */
  Object transactionOfFive(Person person, UUID project, NewUsage usage, String description);

  /**
   * Reads for a page of an application: a project, the newest projects, the usage by model, the
   * latest five usage rows, and the number of projects. None needs the answer of another.
   */
  List<?> fiveReads(Person person, UUID project, Instant from, Instant to);

  /**
   * Inserts three usage rows and changes two projects, all or none. Returns the rows as stored, and
   * for each change the number of changed rows.
   */
  List<?> fiveWrites(Person person, UUID project, UUID other, NewUsage usage, String description);

  /** Inserts usage rows, all or none, and returns their number. */
  long bulk(Person person, List<NewUsage> usage);

  /** Reads all usage rows of the person one by one, and returns their number. */
  long stream(Person person);

  @Override
  void close();
}
