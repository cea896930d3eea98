package ai.flashfusion.testing.linkage;

import ai.flashfusion.testing.linkage.ClassFile.Member;
import ai.flashfusion.testing.linkage.ClassFile.Reference;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All classes that a program would find: those of the tests, with other jars for some packages. */
final class Universe implements AutoCloseable {

  /** The package of Testcontainers, which applications bring if they ask for Docker. */
  private static final String OPTIONAL = "org/testcontainers/";

  private final Map<String, Optional<ClassFile>> found = new HashMap<>();
  private final List<String> replaced;
  private final URLClassLoader replacements;

  Universe(List<String> replaced, List<URL> jars) {
    this.replaced = replaced;
    this.replacements = new URLClassLoader(jars.toArray(URL[]::new), null);
  }

  /** Returns all that would fail when the class runs, in words; empty if it links. */
  Set<String> problems(ClassFile type) {
    Set<String> problems = new LinkedHashSet<>();
    for (String other : type.types()) {
      String element = other.replaceAll("^\\[+L?|;$", "");
      if (element.contains("/") && !element.startsWith(OPTIONAL) && find(element).isEmpty()) {
        problems.add("there is no class " + element.replace('/', '.'));
      }
    }
    for (Reference reference : type.references()) {
      problem(reference).ifPresent(problems::add);
    }
    if (!type.isAbstract()) {
      for (ClassFile above : ancestors(type)) {
        above.members().keySet().stream()
            .filter(member -> isUnimplemented(member, type, above))
            .forEach(member -> problems.add("does not implement " + above.name() + "#" + member));
      }
    }
    return problems;
  }

  private Optional<String> problem(Reference reference) {
    Optional<ClassFile> owner = find(reference.owner());
    if (owner.isEmpty() || reference.owner().startsWith("java/")) {
      return Optional.empty(); // reported as a missing class; or invoked with any signature
    }
    if (reference.member().isMethod() && owner.get().isInterface() != reference.toInterface()) {
      return Optional.of(reference.owner() + " changed between class and interface");
    }
    List<ClassFile> all = ancestors(owner.get());
    if (all.stream().anyMatch(above -> isAccessible(reference.member(), above))) {
      return Optional.empty();
    }
    return Optional.of("there is no " + reference);
  }

  private static boolean isAccessible(Member member, ClassFile type) {
    Integer flags = type.members().get(member);
    return flags != null
        && (type.name().startsWith("ai/flashfusion/")
            || Modifier.isPublic(flags)
            || Modifier.isProtected(flags));
  }

  private boolean isUnimplemented(Member member, ClassFile type, ClassFile above) {
    if (!Modifier.isAbstract(flags(above, member)) || !member.isMethod()) {
      return false;
    }
    return ancestors(type).stream()
        .filter(other -> other.members().containsKey(member))
        .allMatch(other -> Modifier.isAbstract(flags(other, member)));
  }

  private static int flags(ClassFile type, Member member) {
    return Objects.requireNonNull(type.members().get(member));
  }

  /** Returns the class with all classes and interfaces that it inherits from. */
  private List<ClassFile> ancestors(ClassFile type) {
    Map<String, ClassFile> ancestors = new HashMap<>();
    List<String> open = new ArrayList<>(List.of(type.name(), "java/lang/Object"));
    while (!open.isEmpty()) {
      String name = open.remove(open.size() - 1);
      Optional<ClassFile> next = find(name);
      if (next.isPresent() && ancestors.put(name, next.get()) == null) {
        open.addAll(next.get().interfaces());
        Optional.ofNullable(next.get().superclass()).ifPresent(open::add);
      }
    }
    return List.copyOf(ancestors.values());
  }

  private Optional<ClassFile> find(String name) {
    Optional<ClassFile> known = found.get(name);
    if (known == null) {
      known = read(name);
      found.put(name, known);
    }
    return known;
  }

  private Optional<ClassFile> read(String name) {
    ClassLoader loader =
        replaced.stream().anyMatch(name::startsWith)
            ? replacements
            : ClassLoader.getSystemClassLoader();
    try (InputStream in = loader.getResourceAsStream(name + ".class")) {
      return in == null ? Optional.empty() : Optional.of(ClassFile.read(in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }

  @Override
  public void close() throws IOException {
    replacements.close();
  }
}
