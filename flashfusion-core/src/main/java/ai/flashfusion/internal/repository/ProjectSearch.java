package ai.flashfusion.internal.repository;

import static ai.flashfusion.schema.Tables.PROJECTS;

import org.jooq.Condition;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * A full text search over projects. No index: under row level security Postgres uses one only for
 * operators that are leakproof, which those of text search are not.
 */
public final class ProjectSearch {

  private static final int MAX_LENGTH = 1_000;

  /** A tsvector holds at most a megabyte. */
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
   * For text as people type it.
   *
   * @throws IllegalArgumentException if it is blank or too long
   */
  public ProjectSearch(String text) {
    if (text.isBlank() || text.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "the text to search for has "
              + text.length()
              + " characters: give one that is not blank, of at most "
              + MAX_LENGTH);
    }
    // The last word may be incomplete.
    query =
        DSL.field(
            "regexp_replace(websearch_to_tsquery('simple', {0})::text, '''$', ''':*')::tsquery",
            SQLDataType.OTHER, DSL.val(text));
  }

  /** Returns whether a project matches. */
  public Condition matches() {
    return DSL.condition("{0} @@ {1}", DOCUMENT, query);
  }

  /** How well. */
  public Field<Float> rank() {
    return DSL.field("ts_rank({0}, {1})", SQLDataType.REAL, DOCUMENT, query);
  }
}
