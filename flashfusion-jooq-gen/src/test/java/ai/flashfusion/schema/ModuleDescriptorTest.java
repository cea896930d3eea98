package ai.flashfusion.schema;

import static org.assertj.core.api.Assertions.assertThat;

import ai.flashfusion.schema.migration.Migrations;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ModuleDescriptorTest {

  @Test
  void exportsItsApiToEverybodyAndOpensTheMigrationsAlone() throws URISyntaxException {
    Path classes =
        Path.of(Migrations.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    ModuleDescriptor module =
        ModuleFinder.of(classes).find("ai.flashfusion.schema").orElseThrow().descriptor();

    assertThat(module.exports())
        .noneMatch(ModuleDescriptor.Exports::isQualified)
        .extracting(ModuleDescriptor.Exports::source)
        .containsExactlyInAnyOrder(
            "ai.flashfusion.schema",
            "ai.flashfusion.schema.catalog",
            "ai.flashfusion.schema.enums",
            "ai.flashfusion.schema.ids",
            "ai.flashfusion.schema.json",
            "ai.flashfusion.schema.migration",
            "ai.flashfusion.schema.tables",
            "ai.flashfusion.schema.tables.records");
    assertThat(module.opens())
        .extracting(ModuleDescriptor.Opens::source)
        .containsExactly("ai.flashfusion.schema.migration");
  }
}
