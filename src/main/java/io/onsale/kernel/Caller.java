package io.onsale.kernel;

import java.util.Optional;
import java.util.UUID;

/**
 * Who asks, as far as the service knows.
 *
 * @param user whom the caller has proved to be; empty where nobody has to
 */
public record Caller(Optional<UUID> user) {
    /** Where authentication is off. */
    public static final Caller TRUSTED = new Caller(Optional.empty());

    public static Caller of(UUID user) {
        return new Caller(Optional.of(user));
    }

    /**
     * To be asked before anything is looked up, so that nobody learns whether there is such a user.
     *
     * @throws NotYourAccountException if the caller is somebody else
     */
    public void requireIs(UUID owner) {
        if (user.isPresent() && !user.get().equals(owner)) {
            throw new NotYourAccountException();
        }
    }
}
