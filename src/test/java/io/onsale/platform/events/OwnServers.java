package io.onsale.platform.events;

import io.quarkus.test.junit.QuarkusTestProfile;

/**
 * A profile with an application and servers of its own, for tests that leave in topics what others would count, or make
 * topics anew.
 */
public final class OwnServers implements QuarkusTestProfile {}
