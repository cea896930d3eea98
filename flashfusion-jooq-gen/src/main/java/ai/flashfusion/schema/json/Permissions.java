package ai.flashfusion.schema.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document in a {@code permissions} column, with a boolean for each {@link Permission}.
 * Immutable; properties that are not a {@link Permission} survive a read-modify-write unchanged. A
 * permission that is absent or not {@code true} is not allowed.
 */
public final class Permissions {

  private final ObjectNode document;

  private Permissions(ObjectNode document) {
    this.document = document;
  }

  /** Returns a document with exactly the given permissions; all others are {@code false}. */
  public static Permissions of(Permission... allowed) {
    Set<Permission> granted = EnumSet.noneOf(Permission.class);
    granted.addAll(Set.of(allowed));
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    for (Permission permission : Permission.values()) {
      document.put(permission.key(), granted.contains(permission));
    }
    return new Permissions(document);
  }

  /**
   * Returns permissions over the document itself, as copying one that is nested too deeply would
   * fail.
   */
  static Permissions read(ObjectNode document) {
    return new Permissions(document);
  }

  /** Returns permissions over a copy of the document. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public static Permissions of(ObjectNode document) {
    return new Permissions(document.deepCopy());
  }

  /** Returns whether the document says {@code true} for the permission. */
  public boolean allows(Permission permission) {
    return document.path(permission.key()).isBoolean()
        && document.path(permission.key()).booleanValue();
  }

  /** Returns all permissions that the document allows, as a new, modifiable set. */
  public Set<Permission> allowed() {
    Set<Permission> allowed = EnumSet.noneOf(Permission.class);
    for (Permission permission : Permission.values()) {
      if (allows(permission)) {
        allowed.add(permission);
      }
    }
    return allowed;
  }

  /** Returns a copy in which the permission is allowed or not, and everything else is unchanged. */
  public Permissions with(Permission permission, boolean allowed) {
    ObjectNode changed = document.deepCopy();
    changed.put(permission.key(), allowed);
    return new Permissions(changed);
  }

  /** Returns a copy of the whole document, including unknown properties. */
  @JsonValue
  public ObjectNode toJson() {
    return document.deepCopy();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Permissions that && document.equals(that.document);
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(document);
  }

  @Override
  public String toString() {
    return document.toString();
  }
}
