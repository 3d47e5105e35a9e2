package io.onsale.concert.port.in;

import io.onsale.concert.domain.ConcertId;

/** Finds out whether a payment was the last that a concert was waiting for. Done apart from payment, so that no buyer waits for it. */
public interface RecordSoldOut {
    /**
     * If all seats are paid now, writes down the instant of the last payment and ranks the concert. Repeating it changes nothing; nor
     * does a refund or another date, since it did sell out then.
     *
     * @throws io.onsale.concert.domain.ConcertNotFoundException if there is no such concert
     * @throws io.onsale.common.domain.UnavailableException if the ranking cannot be written now
     */
    void recordSoldOut(ConcertId concertId);
}
