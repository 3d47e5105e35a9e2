package io.onsale.demo;

import io.onsale.platform.identity.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.jwt.build.Jwt;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.openapi.annotations.Operation;

/**
 * Hands out user tokens to whoever asks, in development and load tests: signed with {@code smallrye.jwt.sign.key}, which in dev mode is one that was
 * just made. Where {@code onsale.demo.enabled} is not set, or there is no such key, there is no such path. No part of the API.
 */
@Path("/dev/tokens")
@Produces(MediaType.APPLICATION_JSON)
@OnlyWhereEnabled
@PermitAll
public class DevTokenResource {
    private static final Duration VALID_FOR = Duration.ofHours(12);
    private static final String KEY = "smallrye.jwt.sign.key";
    private static final String ISSUER = "mp.jwt.verify.issuer";
    private static final String AUDIENCES = "mp.jwt.verify.audiences";

    private final Config config;
    private final Clock clock;

    public DevTokenResource(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** @param groups {@code user} if left out */
    public record TokenRequest(
            @NotNull UUID userId,
            Set<@NotNull @Pattern(regexp = Role.USER + "|" + Role.PAYMENTS + "|" + Role.ADMIN) String> groups) {}

    @RegisterForReflection
    public record TokenResponse(String token, Instant expiresAt) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public TokenResponse token(@NotNull @Valid TokenRequest request) {
        if (!isSet(ISSUER) || !isSet(AUDIENCES) || !isSet(KEY) && !isSet(KEY + ".location")) {
            throw new NotFoundException();
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = now.plus(VALID_FOR);
        String token = Jwt.subject(request.userId().toString())
                .groups(request.groups() == null ? Set.of(Role.USER) : request.groups())
                .issuer(config.getValue(ISSUER, String.class))
                .audience(Set.of(config.getValue(AUDIENCES, String[].class)))
                .issuedAt(now)
                .expiresAt(expiresAt)
                .sign();
        return new TokenResponse(token, expiresAt);
    }

    private boolean isSet(String setting) {
        return config.getOptionalValue(setting, String.class).isPresent();
    }
}
