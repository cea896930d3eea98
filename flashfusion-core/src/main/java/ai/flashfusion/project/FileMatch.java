package ai.flashfusion.project;

import ai.flashfusion.schema.ids.ProjectFileId;

/**
 * A place in a file where a text was found.
 *
 * @param id the id of the file
 * @param path the path of the file
 * @param line the first line that holds the text, counted from 1; 0 if only the path holds it
 * @param excerpt the first 200 characters of that line; empty if only the path holds the text
 */
public record FileMatch(ProjectFileId id, String path, int line, String excerpt) {}
