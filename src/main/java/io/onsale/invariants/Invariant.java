package io.onsale.invariants;

/**
 * The invariants that the database alone can show, each with the query that finds its violations. What a constraint makes impossible (a
 * negative balance, a second debit of one reservation) is not checked again.
 *
 * <p>Where two tables are compared, the rows of both are sorted by what they should have in common (SQL_BIG_RESULT) and counted, instead of
 * looked up one by one: with a million rows that do not fit into memory, look-ups took minutes (docs/invariants.md).
 */
enum Invariant {
    /** As a seat has one owner, this also finds two live reservations of one seat. */
    LIVE_RESERVATION_OWNS_ITS_SEATS("""
            SELECT DISTINCT reservation
            FROM (
              SELECT SQL_BIG_RESULT reservation
              FROM (%s) owned
              GROUP BY reservation, seat, status HAVING SUM(wanted) > COUNT(*) - SUM(wanted)
            ) missing
            """.formatted(Parts.SEATS_WANTED_AND_OWNED)),

    OWNED_SEAT_HAS_ITS_RESERVATION("""
            SELECT SQL_BIG_RESULT seat
            FROM (%s) owned
            GROUP BY reservation, seat, status HAVING SUM(wanted) = 0
            """.formatted(Parts.SEATS_WANTED_AND_OWNED)),

    PAID_RESERVATION_HAS_ITS_PAYMENT("""
            SELECT DISTINCT reservation
            FROM (
              SELECT SQL_BIG_RESULT reservation
              FROM (
                SELECT id AS reservation, user_id, price, status, 0 AS payments
                FROM reservation WHERE status IN ('SUCCESS', 'CANCELLED', 'FAILED')
                UNION ALL
                SELECT reservation_id, user_id, amount, IF(status = 'REFUNDED', 'CANCELLED', status), 1 FROM payment
              ) sale
              GROUP BY reservation, user_id, price, status
              HAVING SUM(payments) = COUNT(*) OR status = 'SUCCESS' AND SUM(payments) = 0
            ) unmatched
            """),

    PAYMENT_HAS_ITS_LEDGER_ENTRIES("""
            SELECT SQL_BIG_RESULT reservation
            FROM (
              SELECT reservation_id AS reservation, user_id, amount, status, 0 AS debits, 0 AS refunds FROM payment
              UNION ALL
              SELECT reservation_id, user_id, IF(kind = 'REFUND', amount, -amount), NULL, kind = 'PAYMENT', kind = 'REFUND'
              FROM ledger_entry WHERE reservation_id IS NOT NULL
            ) movement
            GROUP BY reservation
            HAVING MIN(user_id) <> MAX(user_id) OR MIN(amount) <> MAX(amount) OR NOT CASE MAX(status)
              WHEN 'SUCCESS' THEN SUM(debits) = 1 AND SUM(refunds) = 0
              WHEN 'REFUNDED' THEN SUM(debits) = 1 AND SUM(refunds) = 1
              WHEN 'FAILED' THEN SUM(debits) = SUM(refunds)
              ELSE FALSE END
            """),

    BALANCE_IS_SUM_OF_LEDGER("""
            SELECT SQL_BIG_RESULT user_id AS user
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

    HOLD_LASTS_UNTIL_IT_EXPIRES("""
            SELECT id AS reservation FROM reservation WHERE status = 'EXPIRED' AND updated_at < expires_at
            """),

    QUOTA_IS_SUM_OF_SEATS("""
            SELECT SQL_BIG_RESULT user_id AS user, concert_id AS concert
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
            SELECT SQL_BIG_RESULT reservation
            FROM (
              SELECT id AS reservation, concert_date_id FROM reservation
              UNION ALL
              SELECT reservation_id, concert_date_id FROM seat WHERE reservation_id IS NOT NULL
            ) sale
            GROUP BY reservation HAVING MIN(concert_date_id) <> MAX(concert_date_id)
            """);

    private static final class Parts {
        /**
         * The seats of live reservations: as the reservations name them, with wanted = 1, and as the seats name their reservation, with 0.
         */
        static final String SEATS_WANTED_AND_OWNED = """
                SELECT r.id AS reservation, CAST(UNHEX(REPLACE(line.seat_id, '-', '')) AS BINARY(16)) AS seat,
                  IF(r.status = 'PENDING', 'RESERVED', 'ASSIGNED') AS status, 1 AS wanted
                FROM reservation r
                CROSS JOIN JSON_TABLE(r.seats, '$[*]' COLUMNS (seat_id CHAR(36) PATH '$.seatId')) line
                WHERE r.status IN ('PENDING', 'SUCCESS')
                UNION ALL
                SELECT reservation_id, id, status, 0 FROM seat WHERE status <> 'AVAILABLE'
                """;
    }

    final String violations;

    Invariant(String violations) {
        this.violations = violations;
    }
}
