package io.onsale.security;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Whoever wrote it forgot to say who may call it. */
@Path("/unlisted")
public class UnlistedResource {
    @GET
    @Operation(hidden = true)
    public String secret() {
        return "secret";
    }
}
