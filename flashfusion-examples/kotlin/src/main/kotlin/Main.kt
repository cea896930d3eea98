package ai.flashfusion.examples.kotlin

import ai.flashfusion.FlashFusion
import ai.flashfusion.testing.EmbeddedFlashFusion
import java.net.InetSocketAddress

/**
 * Starts the service on port 8080, or that of the first argument. The database is that
 * which the environment names by FLASHFUSION_URL and others; without a URL an embedded one, with
 * Alice in it.
 */
fun main(args: Array<String>) {
  val address = InetSocketAddress("localhost", args.firstOrNull()?.toInt() ?: 8080)
  val embedded = if (System.getenv("FLASHFUSION_URL") == null) EmbeddedFlashFusion.start() else null
  val flashfusion = embedded?.flashfusion() ?: FlashFusion.builder().environment().connect()
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
