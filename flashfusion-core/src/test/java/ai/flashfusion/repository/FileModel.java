package ai.flashfusion.repository;

import ai.flashfusion.error.NotFoundException;
import ai.flashfusion.error.PathConflictException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A model of a tree of files, on a map. Directories end with a slash and have no content. */
final class FileModel {

  private final Map<String, String> entries = new TreeMap<>();

  Map<String, String> entries() {
    return entries;
  }

  String write(String path, String content) {
    if (entries.containsKey(path + "/")) {
      throw new PathConflictException("", path);
    }
    makeParents(path);
    entries.put(path, content);
    return content;
  }

  String mkdir(String path) {
    if (entries.containsKey(path)) {
      throw new PathConflictException("", path);
    }
    makeParents(path);
    entries.put(path + "/", "");
    return path;
  }

  int move(String from, String to) {
    int copied = copy(from, to);
    delete(from);
    return copied;
  }

  int copy(String from, String to) {
    if ((to + "/").startsWith(from + "/")) {
      throw new IllegalArgumentException();
    }
    checkParents(to);
    if (!beneath(to).isEmpty()) {
      throw new PathConflictException("", to);
    }
    List<String> found = beneath(from);
    if (found.isEmpty()) {
      throw new NotFoundException("");
    }
    makeParents(to);
    found.forEach(path -> entries.put(to + path.substring(from.length()), entries.get(path)));
    return found.size();
  }

  int delete(String path) {
    List<String> found = beneath(path);
    found.forEach(entries::remove);
    return found.size();
  }

  private List<String> beneath(String top) {
    return entries.keySet().stream()
        .filter(path -> path.equals(top) || path.startsWith(top + "/"))
        .toList();
  }

  private void checkParents(String path) {
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      if (entries.containsKey(path.substring(0, at))) {
        throw new PathConflictException("", path.substring(0, at));
      }
    }
  }

  private void makeParents(String path) {
    checkParents(path);
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      entries.put(path.substring(0, at + 1), "");
    }
  }
}
