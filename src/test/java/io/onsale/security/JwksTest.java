package io.onsale.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.onsale.ExpectedFailures;
import io.onsale.booking.BookingApi;
import io.onsale.booking.BookingApi.Answer;
import io.onsale.embedded.FreePorts;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Tests with an identity provider that publishes its keys, and is not always there. */
@QuarkusTest
@TestProfile(JwksTest.Fetched.class)
class JwksTest {
    private static final int PORT = FreePorts.take(1).get(0);
    private static final String ISSUER = "https://login.example.com";

    private final BookingApi api = new BookingApi();

    public static final class Fetched implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "onsale.security.user-auth",
                    "jwt",
                    "mp.jwt.verify.publickey.location",
                    "http://localhost:" + PORT + "/jwks",
                    "mp.jwt.verify.issuer",
                    ISSUER,
                    "mp.jwt.verify.audiences",
                    "onsale");
        }
    }

    @Test
    void givenProviderThatIsAway_whenActing_then503_andOnceItIsThereTheTokenIsGood() throws Exception {
        // Given
        KeyPair keys = RsaKeys.generate();
        String token = token(keys, "key-1");
        // When
        Answer away;
        try (var outage = new ExpectedFailures()) {
            away = register(token);
        }
        HttpServer provider = provider(keys, "key-1");
        try {
            Answer there = register(token);
            Answer unknown = register(token(RsaKeys.generate(), "key-2"));
            Answer forged = register(token(RsaKeys.generate(), "key-1"));
            // Then
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.code()).isEqualTo("UNAVAILABLE");
            assertThat(there.status()).isEqualTo(201);
            assertThat(unknown.code()).isEqualTo("USER_TOKEN_INVALID");
            assertThat(forged.code()).isEqualTo("USER_TOKEN_INVALID");
        } finally {
            provider.stop(0);
        }
    }

    private Answer register(String token) {
        return api.call("POST", "/users", token, null);
    }

    private static String token(KeyPair keys, String keyId) {
        return Jwt.subject(UUID.randomUUID().toString())
                .groups("user")
                .issuer(ISSUER)
                .audience("onsale")
                .expiresIn(Duration.ofMinutes(5))
                .jws()
                .keyId(keyId)
                .sign(keys.getPrivate());
    }

    private static HttpServer provider(KeyPair keys, String keyId) throws IOException {
        byte[] jwks =
                """
                {"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"%s","n":"%s","e":"AQAB"}]}
                """.formatted(keyId, modulus((RSAPublicKey) keys.getPublic())).getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress("localhost", PORT), 0);
        server.createContext("/jwks", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, jwks.length);
            exchange.getResponseBody().write(jwks);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static String modulus(RSAPublicKey key) {
        byte[] bytes = key.getModulus().toByteArray();
        byte[] unsigned = bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(unsigned);
    }
}
