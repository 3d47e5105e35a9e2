package io.onsale.events;

import io.quarkus.test.junit.QuarkusTestProfile;

/** An application and servers for tests that leave in topics what others would count, or make topics anew. */
public final class OwnServers implements QuarkusTestProfile {}
