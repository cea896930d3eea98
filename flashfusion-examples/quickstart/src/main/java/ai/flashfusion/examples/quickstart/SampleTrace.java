package ai.flashfusion.examples.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A made-up trace with a price list, in temporary files, for use when no real one is given. */
final class SampleTrace implements AutoCloseable {

  static final int SEED = 42;
  static final int ROWS = 400;
  static final int DAYS = 4;

  private static final LocalDateTime START = LocalDateTime.of(2026, 1, 5, 0, 0);
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSSS");

  private static final String PRICES =
      Prices.HEADER
          + """

          openai,gpt-4o,chat,0.0000025,0.00001,128000,openai
          anthropic,claude-3-haiku-20240307,chat,0.00000025,0.00000125,200000,anthropic
          google,gemini/gemini-2.5-flash,chat,0.0000003,0.0000025,1048576,gemini
          cohere,command-r,chat,0.00000015,0.0000006,128000,cohere_chat
          """;

  private final Path directory;
  private final TraceFiles files;

  private SampleTrace(Path directory) {
    this.directory = directory;
    this.files =
        new TraceFiles(
            directory.resolve("sample-usage.csv"), directory.resolve("sample-prices.csv"));
  }

  /** Writes the files, with the same content each time. They are deleted when this is closed. */
  static SampleTrace write() {
    try {
      SampleTrace sample = new SampleTrace(Files.createTempDirectory("flashfusion-quickstart"));
      Files.write(sample.files.usage(), usage());
      Files.writeString(sample.files.prices(), PRICES);
      return sample;
    } catch (IOException e) {
      throw new UncheckedIOException("the sample cannot be written: " + e.getMessage(), e);
    }
  }

  TraceFiles files() {
    return files;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(files.usage());
      Files.deleteIfExists(files.prices());
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      throw new UncheckedIOException("the sample cannot be deleted: " + e.getMessage(), e);
    }
  }

  private static List<String> usage() {
    // Random, unlike its successors, is specified to the bit, so it is the same on every JDK.
    Random random = new Random(SEED);
    List<String> lines = new ArrayList<>();
    lines.add(UsageCsv.HEADER);
    for (int row = 1; row <= ROWS; row++) {
      LocalDateTime at =
          START.plusDays(random.nextInt(DAYS)).plusSeconds(8 * 3_600L + random.nextInt(36_000));
      int prompt = 200 + random.nextInt(12_000);
      int completion = 20 + random.nextInt(1_200);
      lines.add(
          "sample,%d,%s,absolute,,,%d,%d".formatted(row, at.format(TIMESTAMP), prompt, completion));
    }
    return lines;
  }
}
