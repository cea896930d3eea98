package service

import ai.flashfusion.FlashFusion
import ai.flashfusion.error.AccessDeniedException
import ai.flashfusion.error.ConstraintViolationException
import ai.flashfusion.error.FlashFusionException
import ai.flashfusion.error.IdempotencyException
import ai.flashfusion.error.InvalidValueException
import ai.flashfusion.error.NotFoundException
import ai.flashfusion.schema.enums.DeploymentEnvironment.PREVIEW
import ai.flashfusion.schema.enums.DeploymentProvider.VERCEL
import ai.flashfusion.schema.enums.ProjectFramework.REACT
import ai.flashfusion.schema.enums.ProjectVisibility.PRIVATE
import ai.flashfusion.schema.tables.records.ProjectRecord
import ai.flashfusion.session.Session
import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpServer
import java.net.InetSocketAddress
import java.util.UUID
import java.util.concurrent.Executors
import tools.jackson.core.JacksonException
import tools.jackson.databind.json.JsonMapper

/**
 * A web service whose requests act as the user of their token. It has no rule about who may see or
 * change what: those are in the database.
 */
class Service(private val flashfusion: FlashFusion, private val tokens: Tokens) : AutoCloseable {
  private val json = JsonMapper.shared()
  private val threads = Executors.newFixedThreadPool(8)
  private val server =
      HttpServer.create(InetSocketAddress("localhost", 0), 0).apply {
        executor = threads
        createContext("/projects", ::handle)
        start()
      }

  val port: Int
    get() = server.address.port

  private class Answer(val status: Int, val body: Any)

  private fun handle(exchange: HttpExchange) {
    val answer =
        try {
          answer(exchange)
        } catch (e: BadToken) {
          Answer(401, problem(e))
        } catch (e: JacksonException) {
          Answer(400, mapOf("problem" to "the body is not what is expected"))
        } catch (e: FlashFusionException) {
          answer(e)
        }
    val bytes = json.writeValueAsBytes(answer.body)
    exchange.responseHeaders["Content-Type"] = listOf("application/json")
    exchange.sendResponseHeaders(answer.status, bytes.size.toLong())
    exchange.responseBody.use { it.write(bytes) }
  }

  private fun answer(exchange: HttpExchange): Answer {
    val session = session(exchange)
    return when (exchange.requestMethod) {
      "GET" -> Answer(200, session.projects().visible().map(::view))
      "POST" -> create(session, exchange)
      else -> Answer(405, mapOf("problem" to "GET or POST is expected"))
    }
  }

  private fun create(session: Session, exchange: HttpExchange): Answer {
    val text = String(exchange.requestBody.readAllBytes())
    val body = json.readTree(text)
    val name = body.path("name").asString()
    val slug = body.path("slug").asString()
    // A client that sends a request again, with the same key, creates nothing again.
    val key = exchange.requestHeaders.getFirst("Idempotency-Key") ?: UUID.randomUUID().toString()
    session.once(key, text).transaction { tx ->
      val project = tx.projects().create(name, slug, REACT, PRIVATE)
      tx.deployments().start(project.id, VERCEL, PREVIEW)
    }
    return Answer(201, mapOf("name" to name, "slug" to slug))
  }

  private fun session(exchange: HttpExchange): Session {
    val header = exchange.requestHeaders.getFirst("Authorization") ?: return flashfusion.asAnonymous()
    return flashfusion.session(tokens.identity(header.removePrefix("Bearer ")))
  }

  private fun view(project: ProjectRecord) = mapOf("name" to project.name, "slug" to project.slug)

  /** Messages of refusals help the caller; anything else is for the log. */
  private fun answer(e: FlashFusionException): Answer =
      when (e) {
        is AccessDeniedException -> Answer(403, problem(e))
        is NotFoundException -> Answer(404, problem(e))
        is ConstraintViolationException,
        is IdempotencyException -> Answer(409, problem(e))
        is InvalidValueException -> Answer(400, problem(e))
        else -> {
          System.getLogger("service").log(System.Logger.Level.ERROR, "a request failed", e)
          Answer(if (e.isRetryable) 503 else 500, mapOf("problem" to "see the log"))
        }
      }

  private fun problem(e: Exception) = mapOf("problem" to e.message)

  override fun close() {
    server.stop(1)
    threads.shutdown()
  }
}
