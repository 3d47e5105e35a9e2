package io.onsale.platform.identity;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.util.Set;

/**
 * The authentication of requests: it verifies user tokens as MicroProfile JWT says. Where authentication is off, every caller is a user and
 * an operator.
 */
@Alternative
@Priority(1)
@ApplicationScoped
public class UserTokenMechanism implements HttpAuthenticationMechanism {
    private static final Uni<SecurityIdentity> ANYBODY = Uni.createFrom()
            .item(QuarkusSecurityIdentity.builder()
                    .setPrincipal(new QuarkusPrincipal("anonymous"))
                    .addRoles(Set.of(Role.USER, Role.PAYMENTS, Role.ADMIN))
                    .build());

    private final UserAuthentication authentication;
    private final JWTAuthMechanism jwt;

    public UserTokenMechanism(UserAuthentication authentication, JWTAuthMechanism jwt) {
        this.authentication = authentication;
        this.jwt = jwt;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        return authentication.isOff() ? ANYBODY : jwt.authenticate(context, identityProviders);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return jwt.getChallenge(context);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return jwt.getCredentialTypes();
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return jwt.getCredentialTransport(context);
    }
}
