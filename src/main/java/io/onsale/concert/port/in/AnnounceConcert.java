package io.onsale.concert.port.in;

import io.onsale.concert.domain.Concert;
import java.time.Instant;
import java.util.Optional;

/** The command that puts a concert into the catalogue. */
public interface AnnounceConcert {
    /** @param openTime when the concert goes on sale; now if empty */
    record Command(String title, String artist, Optional<Instant> openTime) {}

    Concert announce(Command command);
}
