package io.onsale.platform.identity;

import io.onsale.platform.identity.IdentityRefusals.CredentialsMissingException;
import io.onsale.platform.identity.IdentityRefusals.RoleMissingException;
import io.onsale.platform.identity.IdentityRefusals.UserTokenInvalidException;
import io.onsale.platform.web.ProblemMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The mapping of failed authentication and missing roles to problem documents. */
@ApplicationScoped
public class IdentityProblems {
    private static final int MAX_CAUSES = 20;

    private final ProblemMapper problems;

    public IdentityProblems(ProblemMapper problems) {
        this.problems = problems;
    }

    /** A role is required, and there was no token. */
    @ServerExceptionMapper
    Response unauthenticated(UnauthorizedException e, UriInfo uri) {
        return ProblemMapper.refusal(new CredentialsMissingException(), uri).build();
    }

    /** The token is forged, expired, of another issuer or for another audience: the answer does not say which. */
    @ServerExceptionMapper
    Response unauthenticated(AuthenticationFailedException e, UriInfo uri) {
        Optional<Throwable> unreachable =
                causes(e).filter(IOException.class::isInstance).findFirst();
        if (unreachable.isPresent()) {
            return problems.outage(
                    "the keys of user tokens cannot be fetched",
                    unreachable.get(),
                    "User tokens cannot be verified at this moment. Ask again.",
                    uri);
        }
        return ProblemMapper.refusal(new UserTokenInvalidException(), uri).build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, UriInfo uri) {
        return ProblemMapper.refusal(new RoleMissingException(), uri).build();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(MAX_CAUSES);
    }
}
