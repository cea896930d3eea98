package ai.flashfusion.examples.kotlin

import ai.flashfusion.FlashFusion
import ai.flashfusion.testing.EmbeddedFlashFusion
import java.net.InetSocketAddress

/**
 * Starts the service on port 8080, or that of the first argument. The database is that of
 * FLASHFUSION_URL, FLASHFUSION_USER and FLASHFUSION_PASSWORD; without a URL an embedded one, with
 * Alice in it.
 */
fun main(args: Array<String>) {
  val address = InetSocketAddress("localhost", args.firstOrNull()?.toInt() ?: 8080)
  val url = System.getenv("FLASHFUSION_URL")
  val embedded = if (url == null) EmbeddedFlashFusion.start() else null
  val flashfusion =
    embedded?.flashfusion() ?: FlashFusion.connect(url, setting("FLASHFUSION_USER"), setting("FLASHFUSION_PASSWORD"))
  val service = ProjectService(flashfusion, address)
  Runtime.getRuntime().addShutdownHook(
    Thread {
      service.close()
      flashfusion.close()
    },
  )
  println("listening on port ${service.port}")
  embedded?.let { println("try: curl -H 'X-User: ${it.signUp("alice@example.com")}' localhost:${service.port}/projects") }
}

private fun setting(name: String): String =
  System.getenv(name) ?: throw IllegalArgumentException("$name is missing, as FLASHFUSION_URL is set")
