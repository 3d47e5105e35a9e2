package io.onsale.invariants;

import io.onsale.platform.identity.Role;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

@Path("/api/v1/admin/invariants")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operators")
@RolesAllowed(Role.ADMIN)
public class InvariantResource {
    private final CheckInvariants checkInvariants;

    public InvariantResource(CheckInvariants checkInvariants) {
        this.checkInvariants = checkInvariants;
    }

    /** @param holds whether all checks do */
    public record Report(boolean holds, List<Check> checks) {
        static Report of(List<InvariantCheck> checks) {
            return new Report(
                    checks.stream().allMatch(InvariantCheck::holds),
                    checks.stream().map(Check::of).toList());
        }
    }

    /** @param violations what breaks it, at most 20, each as what is concerned: {@code "seat 01990000-…"} */
    public record Check(String name, boolean holds, List<String> violations) {
        static Check of(InvariantCheck check) {
            return new Check(check.name(), check.holds(), check.violations());
        }
    }

    @GET
    @Operation(
            summary = "Check the invariants over the live data",
            description =
                    "Reads one consistent state of the database, then each queue in Redis, then how far events have got. Locks nothing, "
                            + "changes nothing and may run while seats are being sold: what is in flight is no violation. Takes longer with more "
                            + "data, about a minute with a million reservations, and up to 20 s more where events seem to stand still.")
    @APIResponse(responseCode = "200", description = "What holds and what does not")
    public Report check() {
        return Report.of(checkInvariants.check());
    }
}
