package service

import ai.flashfusion.FlashFusion
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpRequest.BodyPublishers
import java.net.http.HttpResponse.BodyHandlers
import java.time.Instant

/** Starts the service, and sends requests to it. Arguments: the JDBC URL, the login, its password, and a user's id. */
fun main(args: Array<String>) {
  val tokens = Tokens("a secret of at least 32 characters")
  val later = Instant.now().epochSecond + 60
  val claims = mapOf("sub" to args[3], "role" to "authenticated", "exp" to later)
  val alice = tokens.issue(claims)
  FlashFusion.connect(args[0], args[1], args[2]).use { flashfusion ->
    Service(flashfusion, tokens).use { service ->
      val client = HttpClient.newHttpClient()
      fun send(what: String, token: String?, body: String? = null, key: String? = null) {
        val request = HttpRequest.newBuilder(URI("http://localhost:${service.port}/projects"))
        token?.let { request.header("Authorization", "Bearer $it") }
        key?.let { request.header("Idempotency-Key", it) }
        body?.let { request.POST(BodyPublishers.ofString(it)) }
        val answer = client.send(request.build(), BodyHandlers.ofString())
        println("$what: ${answer.statusCode()} ${answer.body().take(60)}")
      }
      val shop = """{"name": "Shop", "slug": "shop"}"""
      send("create", alice, shop, "4711")
      send("again", alice, shop, "4711")
      send("same slug", alice, shop)
      send("no JSON", alice, "shop")
      send("Alice", alice)
      send("nobody", null)
      send("nobody creates", null, shop)
      send("forged", Tokens("a secret of somebody else, as long").issue(claims))
      send("expired", tokens.issue(claims + ("exp" to 1)))
    }
  }
}
