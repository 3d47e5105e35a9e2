package io.onsale.user.domain;

import io.onsale.common.domain.DomainException;
import io.onsale.common.domain.ErrorKind;

public final class UserNotFoundException extends DomainException {
    public UserNotFoundException(UserId userId) {
        super(ErrorKind.NOT_FOUND, "USER_NOT_FOUND", "There is no user " + userId + ".");
    }
}
