package io.onsale.platform.limits;

import io.onsale.platform.web.ProblemMapper;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The answer to rate-limited requests: the limit, beside the time to come back (IETF draft "RateLimit header fields for HTTP", version 7).
 */
public class RateLimitProblems {
    @ServerExceptionMapper
    Response limited(RateLimitedException e, UriInfo uri) {
        return ProblemMapper.refusal(e, uri)
                .header("RateLimit-Limit", e.rate().burst())
                .header("RateLimit-Remaining", 0)
                .header("RateLimit-Reset", e.waitSeconds())
                .build();
    }
}
