package ai.flashfusion.project;

import ai.flashfusion.schema.enums.ProjectFileType;
import ai.flashfusion.schema.ids.ProjectFileId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file or directory without its content.
 *
 * @param id the id of the row
 * @param path the path within the project
 * @param name the last segment of the path
 * @param type a file or a directory
 * @param size the size of the content in bytes of UTF-8; 0 for a directory
 * @param mimeType the stored type, or null
 * @param updatedAt the time of the last change, or null if none is recorded
 */
public record FileEntry(
    ProjectFileId id,
    String path,
    String name,
    ProjectFileType type,
    long size,
    @Nullable String mimeType,
    @Nullable Instant updatedAt) {}
