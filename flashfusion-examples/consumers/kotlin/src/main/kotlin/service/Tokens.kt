package service

import ai.flashfusion.identity.Identity
import java.security.MessageDigest
import java.time.Instant
import java.util.Base64
import javax.crypto.Mac
import javax.crypto.spec.SecretKeySpec
import tools.jackson.databind.json.JsonMapper

/** A token that is not to be believed. */
class BadToken(reason: String) : Exception(reason)

/** Tokens as Supabase signs them with a shared secret (HS256). */
class Tokens(secret: String) {
  private val key = SecretKeySpec(secret.toByteArray(), "HmacSHA256")
  private val json = JsonMapper.shared()

  /** Returns the identity that a verified token names. */
  fun identity(token: String): Identity {
    val parts = token.split('.')
    if (parts.size != 3 || !MessageDigest.isEqual(sign(parts[0], parts[1]), decode(parts[2]))) {
      throw BadToken("the token's signature is wrong")
    }
    if (json.readTree(decode(parts[0])).path("alg").asString("") != "HS256") {
      throw BadToken("the token's algorithm is not HS256")
    }
    val claims = String(decode(parts[1]))
    if (json.readTree(claims).path("exp").asLong(0) <= Instant.now().epochSecond) {
      throw BadToken("the token has expired")
    }
    return try {
      Identity.ofClaims(claims)
    } catch (e: IllegalArgumentException) {
      throw BadToken(e.message ?: "the token's claims are wrong")
    }
  }

  /** Returns a token, as the sign-in would issue it. */
  fun issue(claims: Map<String, Any>): String {
    val head = encode(json.writeValueAsBytes(mapOf("alg" to "HS256", "typ" to "JWT")))
    val body = encode(json.writeValueAsBytes(claims))
    return "$head.$body.${encode(sign(head, body))}"
  }

  private fun sign(head: String, body: String): ByteArray =
      Mac.getInstance("HmacSHA256").apply { init(key) }.doFinal("$head.$body".toByteArray())

  private fun encode(bytes: ByteArray) = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)

  private fun decode(text: String): ByteArray =
      try {
        Base64.getUrlDecoder().decode(text)
      } catch (e: IllegalArgumentException) {
        throw BadToken("the token is not base64")
      }
}
