package ai.flashfusion;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.sql.Driver;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.CommonDataSource;
import org.jooq.ConnectionProvider;

@AnalyzeClasses(packages = "ai.flashfusion", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String DOOR = "ai.flashfusion.internal.session..";

  @ArchTest
  static final ArchRule onlyOnePackageObtainsConnections =
      noClasses()
          .that()
          .resideInAPackage("ai.flashfusion..")
          .and()
          .resideOutsideOfPackages(
              DOOR, "ai.flashfusion.schema.migration..", "ai.flashfusion.embedded..")
          .should()
          .callMethodWhere(
              target(owner(assignableTo(CommonDataSource.class)))
                  .and(describe("obtains a connection", ArchitectureTest::obtains)))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(DriverManager.class))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(Driver.class))))
          .orShould()
          .callMethodWhere(target(owner(assignableTo(ConnectionProvider.class))));

  @ArchTest
  static final ArchRule theDoorShowsNoConnection =
      classes()
          .that()
          .resideInAPackage(DOOR)
          .and()
          .areAssignableTo(java.sql.Wrapper.class)
          .should()
          .notBePublic()
          .because("a public connection or statement would be a second door");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("ai.flashfusion.(**)")
          .should()
          .beFreeOfCycles()
          // jOOQ generates cycles between these packages.
          .ignoreDependency(
              resideInAnyPackage("ai.flashfusion.schema.."),
              resideInAnyPackage("ai.flashfusion.schema.."));

  @ArchTest
  static final ArchRule repositoriesAreFinal =
      classes()
          .that()
          .resideInAPackage("ai.flashfusion.repository")
          .and()
          .haveSimpleNameEndingWith("Repository")
          .and()
          .doNotHaveSimpleName("Repository")
          .should()
          .haveModifier(JavaModifier.FINAL);

  @ArchTest
  static final ArchRule whatIsInternalIsNotExported =
      noClasses()
          .that(describe("live in an exported package", ArchitectureTest::exported))
          .should()
          .resideInAPackage("..internal..");

  @ArchTest
  static final ArchRule publicTypesAreExportedOrInternal =
      classes()
          .that(resideInAnyPackage("ai.flashfusion.."))
          .and()
          .arePublic()
          .and()
          .resideOutsideOfPackages(
              "..internal..", "ai.flashfusion.schema..", "ai.flashfusion.embedded..")
          .should(
              com.tngtech.archunit.lang.conditions.ArchConditions.be(
                  describe("exported", ArchitectureTest::exported)));

  /** Two modules with one package cannot be on the same module path. */
  @ArchTest
  static void packagesAreInOneModuleEach(JavaClasses all) {
    Map<String, Set<String>> roots = new TreeMap<>();
    for (JavaClass type : all) {
      String file = type.getSource().orElseThrow().getUri().toString();
      String name = type.getName().replace('.', '/') + ".class";
      roots
          .computeIfAbsent(type.getPackageName(), key -> new TreeSet<>())
          .add(file.substring(0, file.length() - name.length()));
    }
    assertThat(roots.values()).allMatch(places -> places.size() == 1);
    assertThat(roots).containsKeys("ai.flashfusion", "ai.flashfusion.embedded");
  }

  private static boolean obtains(JavaCall<?> call) {
    return call.getName().contains("Connection");
  }

  private static boolean exported(JavaClass type) {
    return Exports.PACKAGES.contains(type.getPackageName());
  }

  /** The exports in the module descriptor beside the classes. */
  private static final class Exports {

    static final Set<String> PACKAGES = read();

    private static Set<String> read() {
      String classes =
          FlashFusion.class.getProtectionDomain().getCodeSource().getLocation().toString();
      try (InputStream in = URI.create(classes + "module-info.class").toURL().openStream()) {
        return ModuleDescriptor.read(in).exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
