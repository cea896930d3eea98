package ai.flashfusion.examples.kotlin

import ai.flashfusion.FlashFusion
import ai.flashfusion.error.AccessDeniedException
import ai.flashfusion.error.NotFoundException
import ai.flashfusion.error.UniqueViolationException
import ai.flashfusion.schema.Tables.PROJECTS
import ai.flashfusion.schema.enums.ProjectFramework.CUSTOM
import ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE
import ai.flashfusion.schema.ids.AuthUserId
import ai.flashfusion.schema.tables.records.ProjectRecord
import ai.flashfusion.session.Session
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit.SECONDS

/**
 * The projects of whoever asks. `GET /projects` lists them, `GET /projects/slug` shows one and how many there are;
 * `POST /projects/slug` creates one, with the body as its name and a first file;
 * `PUT /projects/slug` sets the description.
 */
class ProjectService(private val flashfusion: FlashFusion, address: InetSocketAddress) : AutoCloseable {
  private val threads = Executors.newFixedThreadPool(10) // as many as the pool has connections
  private val server = HttpServer.create(address, 0)

  init {
    server.executor = threads
    server.createContext("/projects", ::handle)
    server.start()
  }

  val port: Int
    get() = server.address.port

  private fun handle(exchange: HttpExchange) =
    exchange.use {
      val (status, text) =
        try {
          answer(session(it), it)
        } catch (e: IllegalArgumentException) {
          400 to e.message
        } catch (e: AccessDeniedException) {
          403 to e.message
        } catch (e: NotFoundException) {
          404 to e.message
        } catch (e: UniqueViolationException) {
          409 to "the slug is taken"
        }
      val bytes = "$text\n".toByteArray()
      it.sendResponseHeaders(status, bytes.size.toLong())
      it.responseBody.write(bytes)
    }

  // A service verifies a token here, and gives its claims to Identity.ofClaims.
  private fun session(exchange: HttpExchange): Session =
    exchange.requestHeaders.getFirst("X-User")?.let { flashfusion.asUser(AuthUserId.valueOf(it)) }
      ?: flashfusion.asAnonymous()

  private fun answer(session: Session, exchange: HttpExchange): Pair<Int, String> {
    val slug = exchange.requestURI.path.removePrefix("/projects").removePrefix("/")
    val body = exchange.requestBody.reader().readText()
    require(slug.isNotEmpty() || exchange.requestMethod == "GET") { "the path names no project: /projects/slug" }
    return when (exchange.requestMethod) {
      "GET" -> 200 to if (slug.isEmpty()) list(session).joinToString("\n", transform = ::line) else page(session, slug)
      "POST" -> 201 to line(create(session, slug, body))
      "PUT" -> 200 to line(describe(session, slug, body))
      else -> 405 to "GET, POST or PUT"
    }
  }

  private fun list(session: Session): List<ProjectRecord> =
    session.dsl().selectFrom(PROJECTS).orderBy(PROJECTS.SLUG).fetch()

  // snippet: pipeline
  private fun page(session: Session, slug: String): String =
    session.pipeline().use { page ->
      val project = page.add { it.projects().findBySlug(slug) }
      val all = page.add { it.projects().count() }
      page.flush() // one round trip, one snapshot
      line(project.get().orElseThrow { missing(slug) }) + " (one of ${all.get()})"
    }
  // end

  // snippet: transaction
  private fun create(session: Session, slug: String, name: String): ProjectRecord =
    session.transactionResult { tx ->
      val project = tx.projects().create(name, slug, CUSTOM, PRIVATE)
      tx.files().write(project.id, "README.md", "# $name\n")
      project
    }
  // end

  private fun describe(session: Session, slug: String, description: String): ProjectRecord {
    val project =
      session.projects().findBySlug(slug).orElseThrow { missing(slug) }
    return session.projects().update(project.setDescription(description.ifEmpty { null }))
  }

  private fun missing(slug: String) = NotFoundException("there is no project '$slug'")

  // snippet: nullness
  private fun line(project: ProjectRecord): String {
    val name: String = project.name // not null in the database
    val description: String = project.description ?: "no description" // nullable: String?
    return "${project.slug}: $name, $description"
  }
  // end

  /** Answers the requests under way, for up to five seconds, and takes no others. */
  override fun close() {
    threads.shutdown()
    threads.awaitTermination(5, SECONDS)
    server.stop(0)
  }
}
