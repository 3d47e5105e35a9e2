package io.onsale.user.port.in;

import io.onsale.user.domain.UserId;

/** Who is registered. A user once known is answered from memory: users are never removed. */
public interface RegisteredUsers {
    boolean isRegistered(UserId userId);
}
