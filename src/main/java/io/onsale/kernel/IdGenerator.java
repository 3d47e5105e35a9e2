package io.onsale.kernel;

import java.util.UUID;

/** Makes the ids of everything the service creates: version 7, so that later ones sort behind earlier ones. */
public interface IdGenerator {
    UUID next();
}
