package io.onsale.kernel;

import java.util.Optional;
import java.util.UUID;

/**
 * The caller of a request, as far as the service knows.
 *
 * @param user the user that the caller has proved to be; empty where no proof is asked for
 */
public record Caller(Optional<UUID> user) {
    /** Any caller of a service whose authentication is off. */
    public static final Caller TRUSTED = new Caller(Optional.empty());

    public static Caller of(UUID user) {
        return new Caller(Optional.of(user));
    }

    /**
     * Refuses a caller who is another user. This check comes before any look-up, so that a stranger does not learn whether the user exists.
     *
     * @throws NotYourAccountException if the caller is somebody else
     */
    public void requireIs(UUID owner) {
        if (user.isPresent() && !user.get().equals(owner)) {
            throw new NotYourAccountException();
        }
    }
}
