package io.onsale.user.port.in;

import io.onsale.user.domain.UserId;
import java.util.concurrent.CompletionStage;

/**
 * The question who is registered. A user once known is answered from memory, because users are never removed. Users who
 * come at the same time, as thousands do when a concert opens, are looked up together.
 */
public interface RegisteredUsers {
    /** Never blocks. */
    CompletionStage<Boolean> isRegistered(UserId userId);
}
