package io.onsale.external.adapter.in.rest;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import org.eclipse.microprofile.config.ConfigProvider;

/** Answers 404, before anything is read, where {@code onsale.data-platform.stub} is not true. */
@Provider
@OnlyWhereStubbed
public class StubSwitch implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
        // Asked for each time: what is injected into a filter is settled when a native executable is built.
        if (!ConfigProvider.getConfig()
                .getOptionalValue("onsale.data-platform.stub", Boolean.class)
                .orElse(false)) {
            throw new NotFoundException();
        }
    }
}
