package ai.flashfusion.query;

import ai.flashfusion.schema.ids.ProjectFileId;

/**
 * Where a text was found in a file.
 *
 * @param id of the file
 * @param path of the file
 * @param line the first line that holds the text, counted from 1; 0 if only the path holds it
 * @param excerpt that line, its first 200 characters; empty if only the path holds the text
 */
public record FileMatch(ProjectFileId id, String path, int line, String excerpt) {}
