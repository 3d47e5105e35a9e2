package io.onsale.user.port.in;

import io.onsale.kernel.Caller;
import io.onsale.kernel.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import java.util.List;

/** Opens an account. */
public interface RegisterUser {
    /** @param isNew false if the caller was registered already */
    record Registration(Balance balance, boolean isNew) {}

    /** The caller, or where nobody has to say who they are a new user, with the welcome points of the configuration. */
    Registration register(Caller caller);

    /** Many new users at once, each with as many points. */
    List<UserId> register(int users, Money points);
}
