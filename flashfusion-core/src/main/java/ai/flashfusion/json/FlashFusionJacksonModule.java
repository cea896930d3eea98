package ai.flashfusion.json;

import ai.flashfusion.schema.Public;
import org.jooq.Table;
import org.jooq.TableRecord;
import tools.jackson.core.Version;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.module.SimpleDeserializers;
import tools.jackson.databind.module.SimpleSerializers;

/**
 * Teaches Jackson 3 the records of the sixteen tables. {@code
 * JsonMapper.builder().findAndAddModules()} finds it, as Spring Boot does. Ids, enums and {@link
 * ai.flashfusion.query.Page} need no module.
 *
 * <p>A row is an object with a property for each column, null included. Secrets ({@code
 * api_keys.key_hash}, {@code webhooks.secret}, {@code webhooks.headers}) are neither written nor
 * read. Documents of {@code jsonb} columns keep all digits of their numbers, whatever the mapper's
 * settings.
 *
 * <p>When a row is read, the columns in the JSON are set and count as changed, and no others; JSON
 * null is SQL null. A property that is no column is refused, whatever the mapper's settings, as a
 * misspelt one would be lost; so is a literal that an enum does not have. {@code readerForUpdating}
 * sets columns of a row that was read before.
 */
public final class FlashFusionJacksonModule extends JacksonModule {

  private final boolean camelCase;

  /**
   * Creates the module with names as in the database, such as {@code created_at}: what other
   * clients of the same tables read and write, Supabase's among them.
   */
  public FlashFusionJacksonModule() {
    this(false);
  }

  private FlashFusionJacksonModule(boolean camelCase) {
    this.camelCase = camelCase;
  }

  /**
   * Returns the module with names in camel case, such as {@code createdAt}. It takes the place of
   * one that was found before; add it after {@code findAndAddModules()}.
   */
  public static FlashFusionJacksonModule camelCase() {
    return new FlashFusionJacksonModule(true);
  }

  @Override
  public String getModuleName() {
    return "FlashFusion";
  }

  @Override
  public Version version() {
    return Version.unknownVersion();
  }

  @Override
  public void setupModule(SetupContext context) {
    SimpleSerializers writers = new SimpleSerializers();
    SimpleDeserializers readers = new SimpleDeserializers();
    for (Table<?> table : Public.PUBLIC.getTables()) {
      if (TableRecord.class.isAssignableFrom(table.getRecordType())) {
        add(Columns.of(table, camelCase), writers, readers);
      }
    }
    context.addSerializers(writers);
    context.addDeserializers(readers);
  }

  private static <R extends org.jooq.Record> void add(
      Columns<R> columns, SimpleSerializers writers, SimpleDeserializers readers) {
    writers.addSerializer(columns.recordType(), new RowWriter<>(columns));
    readers.addDeserializer(columns.recordType(), new RowReader<>(columns));
  }
}
