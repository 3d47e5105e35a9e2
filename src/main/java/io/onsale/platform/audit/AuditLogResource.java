package io.onsale.platform.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.onsale.platform.identity.Role;
import io.onsale.platform.web.PageOf;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/admin/audit-log")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
@RolesAllowed(Role.ADMIN)
public class AuditLogResource {
    private final PanacheAuditLog auditLog;

    public AuditLogResource(PanacheAuditLog auditLog) {
        this.auditLog = auditLog;
    }

    /** @param detail what was before and what is after, each as an object; empty where there was nothing */
    @RegisterForReflection
    public record EntryResponse(
            UUID entryId,
            Instant at,
            String actor,
            String action,
            String target,
            @JsonRawValue @Schema(type = SchemaType.OBJECT) String detail) {
        static EntryResponse of(AuditEntry entry) {
            return new EntryResponse(
                    entry.id(), entry.at(), entry.actor(), entry.action(), entry.target(), entry.detail());
        }
    }

    @GET
    @Operation(summary = "List what operators have done", description = "Newest first.")
    @APIResponse(responseCode = "200", description = "A page of entries")
    public PageOf<EntryResponse> entries(
            @QueryParam("page") @DefaultValue("0") @Min(0) @Max(PageOf.MAX_PAGE) int page,
            @QueryParam("size") @DefaultValue(PageOf.DEFAULT_SIZE) @Min(1) @Max(PageOf.MAX_SIZE) int size) {
        List<EntryResponse> items =
                auditLog.entries(page, size).stream().map(EntryResponse::of).toList();
        return new PageOf<>(items, page, size, auditLog.entryCount());
    }
}
