package io.onsale.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.onsale.demo.StubbedDataPlatform.Mode;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Stands in for the data platform in development, tests and demonstrations, faults included. No part of the API. */
@Path("/stub/data-platform")
@OnlyWhereEnabled
@PermitAll
public class DataPlatformStubResource {
    /** Longer than anybody waits. */
    private static final Duration TOO_LONG = Duration.ofSeconds(30);

    private final StubbedDataPlatform stub;

    public DataPlatformStubResource(StubbedDataPlatform stub) {
        this.stub = stub;
    }

    public record Faults(@NotNull Mode mode) {}

    @RegisterForReflection
    public record Received(long calls, List<JsonNode> events) {}

    @POST
    @Path("events")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Uni<Response> receive(@HeaderParam("Idempotency-Key") @NotBlank String id, JsonNode event) {
        return switch (stub.receive(id, event)) {
            case NONE -> answer(202);
            case ERROR -> answer(500);
            case REJECT -> answer(400);
            case TIMEOUT -> answer(202).onItem().delayIt().by(TOO_LONG);
        };
    }

    private static Uni<Response> answer(int status) {
        return Uni.createFrom().item(() -> Response.status(status).build());
    }

    @PUT
    @Path("faults")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public void set(@NotNull @Valid Faults faults) {
        stub.set(faults.mode());
    }

    @GET
    @Path("events")
    @Operation(hidden = true)
    public Received events() {
        return new Received(stub.calls(), stub.events());
    }
}
