package ai.flashfusion.testing.linkage;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a compiled class that decides with which other classes it links. Reads class files of
 * any version, also of a later one than the running Java can load.
 */
record ClassFile(
    String name,
    int access,
    @Nullable String superclass,
    List<String> interfaces,
    Map<Member, Integer> members,
    Set<Reference> references,
    Set<String> types) {

  private static final int UTF8 = 1;
  private static final int LONG = 5;
  private static final int DOUBLE = 6;
  private static final int CLASS = 7;
  private static final int FIELD = 9;
  private static final int METHOD = 10;
  private static final int INTERFACE_METHOD = 11;

  /** A field or method; a method's descriptor starts with a parenthesis. */
  record Member(String name, String descriptor) {

    boolean isMethod() {
      return descriptor.startsWith("(");
    }

    @Override
    public String toString() {
      return isMethod() ? name + descriptor : name + ": " + descriptor;
    }
  }

  /** The use of a member of another class, or of one that the class inherits. */
  record Reference(String owner, Member member, boolean toInterface) {

    @Override
    public String toString() {
      return owner.replace('/', '.') + "#" + member;
    }
  }

  boolean isInterface() {
    return Modifier.isInterface(access);
  }

  boolean isAbstract() {
    return Modifier.isAbstract(access);
  }

  static ClassFile read(byte[] bytes) throws IOException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      in.skipNBytes(8); // what makes it a class file, and its version
      Constants constants = Constants.read(in);
      int access = in.readUnsignedShort();
      String name = constants.type(in.readUnsignedShort());
      int superclass = in.readUnsignedShort();
      List<String> interfaces = new ArrayList<>();
      for (int left = in.readUnsignedShort(); left > 0; left--) {
        interfaces.add(constants.type(in.readUnsignedShort()));
      }
      Map<Member, Integer> members = new HashMap<>();
      for (int kind = 0; kind < 2; kind++) { // fields, then methods
        for (int left = in.readUnsignedShort(); left > 0; left--) {
          int flags = in.readUnsignedShort();
          String member = constants.text(in.readUnsignedShort());
          members.put(new Member(member, constants.text(in.readUnsignedShort())), flags);
          for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt());
          }
        }
      }
      return new ClassFile(
          name,
          access,
          superclass == 0 ? null : constants.type(superclass),
          interfaces,
          members,
          constants.references(),
          constants.types());
    }
  }

  /** The constant pool: per entry a tag, and a text or up to two numbers. */
  private static final class Constants {

    private final int[] tags;
    private final int[] first;
    private final int[] second;
    private final String[] texts;

    private Constants(int size) {
      tags = new int[size];
      first = new int[size];
      second = new int[size];
      texts = new String[size];
    }

    static Constants read(DataInputStream in) throws IOException {
      int size = in.readUnsignedShort();
      Constants all = new Constants(size);
      for (int i = 1; i < size; i++) {
        all.tags[i] = in.readUnsignedByte();
        switch (all.tags[i]) {
          case UTF8 -> all.texts[i] = in.readUTF();
          case LONG, DOUBLE -> {
            in.skipNBytes(8);
            i++; // such a number takes two entries
          }
          case CLASS, 8, 16, 19, 20 -> all.first[i] = in.readUnsignedShort();
          case 15 -> in.skipNBytes(3); // a method handle, of a member that has an entry itself
          default -> {
            all.first[i] = in.readUnsignedShort();
            all.second[i] = in.readUnsignedShort();
          }
        }
      }
      return all;
    }

    String text(int index) {
      return texts[index];
    }

    String type(int index) {
      return text(first[index]);
    }

    Set<String> types() {
      Set<String> types = new HashSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == CLASS) {
          types.add(type(i));
        }
      }
      return types;
    }

    Set<Reference> references() {
      Set<Reference> references = new HashSet<>();
      for (int i = 1; i < tags.length; i++) {
        if (tags[i] == FIELD || tags[i] == METHOD || tags[i] == INTERFACE_METHOD) {
          int member = second[i];
          references.add(
              new Reference(
                  type(first[i]),
                  new Member(text(first[member]), text(second[member])),
                  tags[i] == INTERFACE_METHOD));
        }
      }
      return references;
    }
  }
}
