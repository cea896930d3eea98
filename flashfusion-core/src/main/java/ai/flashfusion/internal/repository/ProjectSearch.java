package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A full text search over projects. It uses no index, because under row level security Postgres
 * uses one only for leakproof operators, which those of text search are not.
 */
public final class ProjectSearch {

  private static final int MAX_LENGTH = 1_000;

  /** The maximum length of a part of the document, as a tsvector holds at most a megabyte. */
  private static final int MAX_PART = 200_000;

  private static final Field<Object> DOCUMENT =
      DSL.field(
          "(setweight(to_tsvector('simple', left({0}, {3})), 'A')"
              + " || setweight(to_tsvector('simple', left(coalesce(array_to_string({1}, ' '), ''), {3})), 'B')"
              + " || setweight(to_tsvector('simple', left(coalesce({2}, ''), {3})), 'C'))",
          SQLDataType.OTHER,
          PROJECTS.NAME,
          PROJECTS.TAGS,
          PROJECTS.DESCRIPTION,
          DSL.inline(MAX_PART));

  private final Field<Object> query;

  /**
   * Creates a search for text as people type it.
   *
   * @throws IllegalArgumentException if the text is blank or too long
   */
  public ProjectSearch(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the text to search for has "
              + text.length()
              + " characters: use a text that is not blank, of at most "
              + MAX_LENGTH);
    }
    // The last word may be incomplete.
    query =
        DSL.field(
            "regexp_replace(websearch_to_tsquery('simple', {0})::text, '''$', ''':*')::tsquery",
            SQLDataType.OTHER, DSL.val(text));
  }

  /** Returns the condition for the projects that match. */
  public Condition matches() {
    return DSL.condition("{0} @@ {1}", DOCUMENT, query);
  }

  /** Returns the rank of a match, higher for a better one. */
  public Field<Float> rank() {
    return DSL.field("ts_rank({0}, {1})", SQLDataType.REAL, DOCUMENT, query);
  }
}
