package ai.flashfusion.examples.kotlin

import java.io.ByteArrayOutputStream
import java.io.PrintStream
import java.nio.file.Path
import kotlin.io.path.readText
import kotlin.io.path.writeText
import org.assertj.core.api.Assertions.assertThat
import org.jetbrains.kotlin.cli.common.ExitCode
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

/** Tests of what Kotlin compiles, and what it refuses. */
class CompilerTest {
  @TempDir lateinit var directory: Path

  @Test
  fun compilesCallbacksWithoutTypeArguments() {
    val (code, messages) =
      compile(
        """
        session.transaction { }
        session.transaction { tx -> tx.projects().count() }
        session.transaction { it.projects().count(); throw java.io.IOException("disk") }
        val count: Long = session.transactionResult { it.projects().count() }
        val none: String? = session.transactionResult { null }
        session.transaction(RetryPolicy.standard()) { it.projects().count() }
        val again: Long = session.transactionResult(RetryPolicy.standard()) { it.projects().count() }
        session.once("key").transaction { it.projects().count() }
        val kept: Int = session.once("key").transactionResult(Int::class.javaObjectType) { 7 }
        session.once("key").transactionResult(RetryPolicy.standard(), String::class.java) { "x" }
        val rows: Long = session.projects().stream(DSL.noCondition()) { row -> println(row.name) }
        val page = session.pipeline()
        val slug = page.add { it.projects().findBySlug("x") }
        val nothing = page.add<String?> { null }
        page.flush()
        println("${'$'}{slug.get().isPresent} ${'$'}{nothing.get()?.length}")
        session.notifications().follow { row -> println(row.title) }
        println("${'$'}count ${'$'}none ${'$'}again ${'$'}kept ${'$'}rows")
        """,
      )
    assertThat(messages).isEmpty()
    assertThat(code).isEqualTo(ExitCode.OK)
  }

  @Test
  fun refusesNullWhereColumnHasNone() {
    val wrong =
      listOf(
        "AuthUserId.valueOf(null)",
        "ProjectStatus.of(null)",
        "project.setName(null)",
        "val wrongText: String = project.description",
        "val wrongTags: Array<String> = project.tags",
        "project.visibility.literal",
      )
    val right =
      """
      AuthUserId.valueOf("00000000-0000-4000-8000-000000000001")
      project.setDescription(null).setName("x")
      val name: String = project.name
      val description: String? = project.description
      val tags: Array<String>? = project.tags
      val id: ProjectId = project.id
      println("${'$'}name ${'$'}description ${'$'}tags ${'$'}id")
      """
    val (_, messages) = compile(wrong.joinToString("\n") + right)
    assertThat(messages.lines().mapNotNull { ERROR.find(it)?.groupValues?.get(1)?.toInt() })
      .`as`(messages)
      .containsExactlyElementsOf(wrong.indices.map { it + FIRST_LINE })
  }

  @Test
  fun snippetsOfTheManualAreRegionsOfTheService() {
    val page = Path.of("../../docs/guides/kotlin.md").readText()
    val source = Path.of("src/main/kotlin/ProjectService.kt").readText()
    val snippets = SNIPPET.findAll(page).associate { it.groupValues[1] to it.groupValues[2] }
    val regions = REGION.findAll(source).associate { it.groupValues[1] to it.groupValues[2].trimIndent() + "\n" }
    assertThat(regions).isNotEmpty().isEqualTo(snippets)
    assertThat(page.split("```kotlin")).hasSize(snippets.size + 1)
  }

  private fun compile(statements: String): Pair<ExitCode, String> {
    val source = directory.resolve("Trial.kt")
    source.writeText(HEADER + statements + "\n}\n")
    val bytes = ByteArrayOutputStream()
    val code =
      K2JVMCompiler().exec(
        PrintStream(bytes), "-Xjspecify-annotations=strict", "-Werror", "-no-stdlib", "-no-reflect",
        "-jvm-target", "17", "-classpath", System.getProperty("java.class.path"), "-d", "$directory/out", "$source",
      )
    return code to bytes.toString()
  }

  private companion object {
    val ERROR = Regex("""Trial\.kt:(\d+):\d+: error""")
    val SNIPPET = Regex("<!-- snippet: (\\S+) -->\n```kotlin\n(.*?)```", RegexOption.DOT_MATCHES_ALL)
    val REGION = Regex("// snippet: (\\S+)\n(.*?)\\s*// end", RegexOption.DOT_MATCHES_ALL)
    val HEADER =
      """
      import ai.flashfusion.query.RetryPolicy
      import ai.flashfusion.schema.enums.ProjectStatus
      import ai.flashfusion.schema.ids.AuthUserId
      import ai.flashfusion.schema.ids.ProjectId
      import ai.flashfusion.schema.tables.records.ProjectRecord
      import ai.flashfusion.session.Session
      import org.jooq.impl.DSL

      fun trial(session: Session, project: ProjectRecord) {
      """.trimIndent() + "\n"
    val FIRST_LINE = HEADER.lines().size
  }
}
