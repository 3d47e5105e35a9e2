package io.onsale.user.port.in;

import io.onsale.common.domain.Money;
import io.onsale.user.domain.Balance;
import io.onsale.user.domain.UserId;
import java.util.List;

/** Opens an account. */
public interface RegisterUser {
    /** A new user with the welcome points of the configuration. */
    Balance register();

    /** A new user with as many points. */
    Balance register(Money points);

    /** Many new users at once, each with as many points. */
    List<UserId> register(int users, Money points);
}
