package io.onsale.invariants.adapter.out.persistence;

/**
 * The invariants of the design that the database can tell, each with the query that finds what breaks it. What a constraint makes
 * impossible (a negative balance, a second debit of one reservation) is not asked for again.
 */
enum Invariant {
    /** As a seat has one owner, this also finds two live reservations of one seat. */
    LIVE_RESERVATION_OWNS_ITS_SEATS("""
            SELECT r.id AS reservation
            FROM reservation r
            CROSS JOIN JSON_TABLE(r.seats, '$[*]' COLUMNS (seat_id CHAR(36) PATH '$.seatId')) line
            LEFT JOIN seat s ON s.id = UNHEX(REPLACE(line.seat_id, '-', ''))
              AND s.reservation_id = r.id
              AND s.status = IF(r.status = 'PENDING', 'RESERVED', 'ASSIGNED')
            WHERE r.status IN ('PENDING', 'SUCCESS') AND s.id IS NULL
            """),

    OWNED_SEAT_HAS_ITS_RESERVATION("""
            SELECT s.id AS seat
            FROM seat s
            LEFT JOIN reservation r ON r.id = s.reservation_id
              AND r.status = CASE s.status WHEN 'RESERVED' THEN 'PENDING' WHEN 'ASSIGNED' THEN 'SUCCESS' END
              AND REPLACE(r.seats, '-', '') LIKE CONCAT('%', LOWER(HEX(s.id)), '%')
            WHERE s.status <> 'AVAILABLE' AND r.id IS NULL
            """),

    PAID_RESERVATION_HAS_ITS_PAYMENT("""
            SELECT r.id AS reservation
            FROM reservation r
            LEFT JOIN payment p ON p.reservation_id = r.id
              AND p.status = 'SUCCESS' AND p.user_id = r.user_id AND p.amount = r.price
            WHERE r.status = 'SUCCESS' AND p.id IS NULL
            UNION
            SELECT p.reservation_id
            FROM payment p
            LEFT JOIN reservation r ON r.id = p.reservation_id
              AND r.status = IF(p.status = 'REFUNDED', 'CANCELLED', p.status)
            WHERE r.id IS NULL
            """),

    PAYMENT_HAS_ITS_LEDGER_ENTRIES("""
            SELECT p.reservation_id AS reservation
            FROM payment p
            LEFT JOIN ledger_entry debit ON debit.reservation_id = p.reservation_id AND debit.kind = 'PAYMENT'
              AND debit.user_id = p.user_id AND debit.amount = -p.amount
            LEFT JOIN ledger_entry refund ON refund.reservation_id = p.reservation_id AND refund.kind = 'REFUND'
              AND refund.user_id = p.user_id AND refund.amount = p.amount
            WHERE NOT CASE p.status
              WHEN 'SUCCESS' THEN debit.id IS NOT NULL AND refund.id IS NULL
              WHEN 'REFUNDED' THEN debit.id IS NOT NULL AND refund.id IS NOT NULL
              ELSE (debit.id IS NULL) = (refund.id IS NULL) END
            UNION
            SELECT l.reservation_id
            FROM ledger_entry l
            LEFT JOIN payment p ON p.reservation_id = l.reservation_id
            WHERE l.reservation_id IS NOT NULL AND p.id IS NULL
            """),

    BALANCE_IS_SUM_OF_LEDGER("""
            SELECT user_id AS user
            FROM (
              SELECT id AS user_id, balance AS amount FROM user_account
              UNION ALL SELECT user_id, -amount FROM ledger_entry
            ) movement
            GROUP BY user_id HAVING SUM(amount) <> 0
            """),

    SEATS_OF_DATE_ARE_COMPLETE("""
            SELECT d.id AS date
            FROM concert_date d
            WHERE d.seat_count <> (
              SELECT COUNT(*) FROM seat s
              WHERE s.concert_date_id = d.id AND s.status IN ('AVAILABLE', 'RESERVED', 'ASSIGNED'))
            """),

    EXPIRED_HOLD_IS_RELEASED("""
            SELECT id AS reservation FROM reservation WHERE status = 'PENDING' AND expires_at < :holdsDueBefore
            """),

    QUOTA_IS_SUM_OF_SEATS("""
            SELECT user_id AS user, concert_id AS concert
            FROM (
              SELECT user_id, concert_id, seats FROM seat_quota
              UNION ALL
              SELECT user_id, concert_id, -JSON_LENGTH(seats) FROM reservation WHERE status IN ('PENDING', 'SUCCESS')
            ) counted
            GROUP BY user_id, concert_id HAVING SUM(seats) <> 0
            """),

    QUOTA_IS_WITHIN_LIMIT("""
            SELECT user_id AS user, concert_id AS concert FROM seat_quota WHERE seats > :seatLimit
            """),

    RESERVED_WHILE_ON_SALE("""
            SELECT r.id AS reservation
            FROM reservation r
            JOIN concert c ON c.id = r.concert_id
            JOIN concert_date d ON d.id = r.concert_date_id
            WHERE r.created_at < c.open_time OR r.created_at > d.deadline
            """),

    SEAT_DATE_AND_CONCERT_BELONG_TOGETHER("""
            SELECT r.id AS reservation
            FROM reservation r
            LEFT JOIN concert_date d ON d.id = r.concert_date_id AND d.concert_id = r.concert_id
            WHERE d.id IS NULL
            UNION
            SELECT r.id
            FROM seat s
            JOIN reservation r ON r.id = s.reservation_id
            WHERE s.concert_date_id <> r.concert_date_id
            """);

    final String violations;

    Invariant(String violations) {
        this.violations = violations;
    }
}
