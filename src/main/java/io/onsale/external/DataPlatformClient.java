package io.onsale.external;

import io.quarkus.rest.client.reactive.Url;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/** The HTTP client of the data platform's one endpoint. */
@RegisterRestClient(configKey = "data-platform", baseUri = "http://localhost")
interface DataPlatformClient {
    /**
     * @param url given with each call, since the address of the stub is not known before it listens
     * @throws jakarta.ws.rs.WebApplicationException for a status from 400 on
     * @throws jakarta.ws.rs.ProcessingException if there is no answer
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    Response accept(@Url String url, @HeaderParam("Idempotency-Key") UUID eventId, Sale sale);
}
