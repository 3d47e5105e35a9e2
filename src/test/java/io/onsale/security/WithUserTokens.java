package io.onsale.security;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A profile as in production: users and operators must prove who they are, and points cost money. */
public class WithUserTokens implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("onsale.security.user-auth", "jwt", "onsale.user.charging", "operator");
    }
}
