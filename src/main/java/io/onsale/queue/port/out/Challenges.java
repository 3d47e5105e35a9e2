package io.onsale.queue.port.out;

import io.onsale.queue.domain.Challenge;
import java.util.Optional;

/** Challenges as clients see them. They contain all that was asked, so that nothing about them is stored. */
public interface Challenges {
    String issue(Challenge challenge);

    /** @return empty if the challenge was not issued here, or was altered */
    Optional<Challenge> verify(String challenge);
}
