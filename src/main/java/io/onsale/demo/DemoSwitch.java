package io.onsale.demo;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Answers 404, before anything is read, where {@code onsale.demo.enabled} is not true. */
@Provider
@OnlyWhereEnabled
public class DemoSwitch implements ContainerRequestFilter {
    private volatile Optional<Boolean> enabled = Optional.empty();

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isEnabled()) {
            throw new NotFoundException();
        }
    }

    /** Looked up by the first request: what is injected into a filter is settled when a native executable is built. */
    private boolean isEnabled() {
        if (enabled.isEmpty()) {
            enabled = Optional.of(ConfigProvider.getConfig()
                    .getOptionalValue("onsale.demo.enabled", Boolean.class)
                    .orElse(false));
        }
        return enabled.get();
    }
}
