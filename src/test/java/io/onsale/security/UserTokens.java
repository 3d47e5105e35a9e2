package io.onsale.security;

import io.onsale.booking.BookingApi.Credentials;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.ConfigProvider;

/** User tokens as the identity provider issues them, and as attackers would like them to be. */
final class UserTokens implements Credentials {
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final KeyPair OTHER_KEY = RsaKeys.generate();

    @Override
    public String ofUser(String user) {
        return of(user, "user");
    }

    @Override
    public String ofOperator() {
        return of(UUID.randomUUID().toString(), "admin");
    }

    static String of(String user, String role) {
        return claims(user, role).sign();
    }

    static String with(String user, String role, UnaryOperator<JwtClaimsBuilder> change) {
        return change.apply(claims(user, role)).sign();
    }

    static String expired(String user, String role) {
        Instant longAgo = Instant.now().minus(Duration.ofHours(2));
        return with(user, role, claims -> claims.issuedAt(longAgo).expiresAt(longAgo.plusSeconds(60)));
    }

    static String ofOtherKey(String user, String role) {
        return claims(user, role).sign(OTHER_KEY.getPrivate());
    }

    static String ofOtherIssuer(String user, String role) {
        return with(user, role, claims -> claims.issuer("somebody"));
    }

    static String forOtherAudience(String user, String role) {
        return with(user, role, claims -> claims.audience("something"));
    }

    static String unsigned(String user, String role) {
        return unsignedParts("none", user, role) + '.';
    }

    /** A token signed with the public key, in the hope that it is taken for the secret of a symmetric algorithm. */
    static String signedWithThePublicKey(String user, String role) {
        return signedWith(setting("mp.jwt.verify.publickey").getBytes(StandardCharsets.UTF_8), user, role);
    }

    static String signedWith(byte[] secret, String user, String role) {
        String signed = unsignedParts("HS256", user, role);
        return signed + '.' + hmac(secret, signed);
    }

    static String hmac(String secret, String signed) {
        return hmac(secret.getBytes(StandardCharsets.UTF_8), signed);
    }

    private static String hmac(byte[] secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return BASE64.encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String unsignedParts(String algorithm, String user, String role) {
        String header = "{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}";
        String payload = of(user, role).split("\\.")[1];
        return BASE64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + '.' + payload;
    }

    private static JwtClaimsBuilder claims(String user, String role) {
        return Jwt.subject(user)
                .groups(Set.of(role))
                .issuer(setting("mp.jwt.verify.issuer"))
                .audience(setting("mp.jwt.verify.audiences"))
                .expiresIn(Duration.ofMinutes(30));
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getValue(name, String.class);
    }
}
