package io.onsale.user.port.in;

import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import java.util.List;

/** The command that opens accounts. */
public interface RegisterUser {
    /** @param isNew false if the caller was registered already */
    record Registration(Balance balance, boolean isNew) {}

    /**
     * Registers the caller, or a new user where nobody has to say who they are. The user gets the welcome points of the
     * configuration.
     */
    Registration register(Caller caller);

    /** Registers many new users at once, each with the same points. */
    List<UserId> register(int users, Money points);
}
