package ai.flashfusion.examples.kotlin

import ai.flashfusion.testing.EmbeddedFlashFusion
import java.net.InetSocketAddress
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.AutoClose
import org.junit.jupiter.api.Test

class ProjectServiceTest {
  @AutoClose val embedded: EmbeddedFlashFusion = EmbeddedFlashFusion.start()
  @AutoClose val service = ProjectService(embedded.flashfusion(), InetSocketAddress("localhost", 0))
  private val alice = embedded.signUp("alice@example.com")
  private val bob = embedded.signUp("bob@example.com")

  @Test
  fun listsProjectsOfWhoeverAsks() {
    assertThat(send("POST", "/shop", alice, "Shop")).isEqualTo(201 to "shop: Shop, no description\n")
    assertThat(send("PUT", "/shop", alice, "Sells things")).isEqualTo(200 to "shop: Shop, Sells things\n")

    assertThat(send("GET", "", alice)).isEqualTo(200 to "shop: Shop, Sells things\n")
    assertThat(send("GET", "/shop", alice)).isEqualTo(200 to "shop: Shop, Sells things (one of 1)\n")
    assertThat(send("GET", "", bob)).isEqualTo(200 to "\n")
    assertThat(send("GET", "/shop", bob)).isEqualTo(404 to "there is no project 'shop'\n")
    assertThat(send("PUT", "/shop", bob, "mine")).isEqualTo(404 to "there is no project 'shop'\n")
    assertThat(send("POST", "/shop", null, "x").first).isEqualTo(403)
  }

  @Test
  fun createsProjectWithItsFileOrNothing() {
    send("POST", "/shop", alice, "Shop")
    assertThat(send("POST", "/shop", alice, "Again")).isEqualTo(409 to "the slug is taken\n")
    assertThat(send("PUT", "/shop", alice, "")).isEqualTo(200 to "shop: Shop, no description\n")

    val session = embedded.flashfusion().asUser(alice)
    val project = session.projects().findBySlug("shop").orElseThrow()
    assertThat(session.files().read(project.id, "README.md").orElseThrow().content).isEqualTo("# Shop\n")
    assertThat(session.files().count()).isOne()
  }

  @Test
  fun refusesUserIdThatIsNone() {
    val (status, text) = send("GET", "", "alice")
    assertThat(status).isEqualTo(400)
    assertThat(text).contains("'alice' is not a AuthUserId")
    assertThat(send("DELETE", "/shop", alice).first).isEqualTo(405)
  }

  @Test
  fun refusesPathThatNamesNoProject() {
    assertThat(send("POST", "/", alice, "Shop").first).isEqualTo(400)
    assertThat(embedded.flashfusion().asUser(alice).projects().count()).isZero()
  }

  private fun send(method: String, path: String, user: Any?, body: String = ""): Pair<Int, String> {
    val request =
      HttpRequest.newBuilder(URI("http://localhost:${service.port}/projects$path"))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
    user?.let { request.header("X-User", it.toString()) }
    val response = HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString())
    return response.statusCode() to response.body()
  }
}
