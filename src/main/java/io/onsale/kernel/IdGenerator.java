package io.onsale.kernel;

import java.util.UUID;

/** The source of ids for everything that the service creates: UUIDs of version 7, so that later ids sort behind earlier ones. */
public interface IdGenerator {
    UUID next();
}
