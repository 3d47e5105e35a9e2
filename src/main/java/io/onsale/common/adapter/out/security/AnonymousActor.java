package io.onsale.common.adapter.out.security;

import io.onsale.common.port.out.CurrentActor;
import jakarta.enterprise.context.ApplicationScoped;

/** As long as the service asks nobody who they are. */
@ApplicationScoped
public class AnonymousActor implements CurrentActor {
    @Override
    public String name() {
        return "anonymous";
    }
}
