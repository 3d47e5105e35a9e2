package io.onsale.platform.identity;

import io.onsale.platform.runtime.OneLine;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** The actor for the audit log: the subject of the current request's user token, or "anonymous". */
@ApplicationScoped
public class CurrentActor {
    private static final String ANONYMOUS = "anonymous";
    /** The length of the column. */
    private static final int MAX_LENGTH = 255;

    private final SecurityIdentity identity;

    public CurrentActor(SecurityIdentity identity) {
        this.identity = identity;
    }

    public String name() {
        boolean isRequest = Arc.container().requestContext().isActive();
        return isRequest && identity.getPrincipal() instanceof JsonWebToken token ? cut(token.getSubject()) : ANONYMOUS;
    }

    private static String cut(String subject) {
        String line = OneLine.of(subject);
        return line.substring(0, Math.min(line.length(), MAX_LENGTH));
    }
}
