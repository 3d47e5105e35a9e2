package io.onsale.demo;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The switch of the demo resources: it answers 404, before anything is read, where {@code onsale.demo.enabled} is not true. */
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

    /** Reads the setting at the first request: a value injected into a filter is fixed when a native executable is built. */
    private boolean isEnabled() {
        if (enabled.isEmpty()) {
            enabled = Optional.of(ConfigProvider.getConfig()
                    .getOptionalValue("onsale.demo.enabled", Boolean.class)
                    .orElse(false));
        }
        return enabled.get();
    }
}
