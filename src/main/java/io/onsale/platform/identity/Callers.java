package io.onsale.platform.identity;

import io.onsale.kernel.Caller;
import io.onsale.platform.identity.IdentityRefusals.SubjectIsNoUserException;
import io.onsale.platform.web.StrictUuid;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The caller of the current request. The answer is valid only where an operation requires a role: elsewhere no identity has been asked for.
 */
@ApplicationScoped
public class Callers {
    private final UserAuthentication authentication;
    private final SecurityIdentity identity;

    public Callers(UserAuthentication authentication, SecurityIdentity identity) {
        this.authentication = authentication;
        this.identity = identity;
    }

    public Caller current() {
        return authentication.isOff() ? Caller.TRUSTED : Caller.of(user());
    }

    public boolean have(String role) {
        return identity.hasRole(role);
    }

    /** As {@code @RolesAllowed}, where the role depends on what is asked for. */
    public void require(String... anyOf) {
        if (Stream.of(anyOf).noneMatch(identity::hasRole)) {
            throw new ForbiddenException();
        }
    }

    private UUID user() {
        // The subject, not the principal's name, which may be an address or any text that a user has chosen.
        String subject = identity.getPrincipal() instanceof JsonWebToken token ? token.getSubject() : null;
        return StrictUuid.parse(subject).orElseThrow(SubjectIsNoUserException::new);
    }
}
