package io.onsale.concert.adapter.out.persistence;

import io.onsale.concert.domain.ConcertId;
import io.onsale.concert.domain.Sale;
import io.onsale.concert.port.in.Sales;
import io.onsale.platform.database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The state of sales as the database has it now. The query looks for one unpaid seat of a date instead of counting: the
 * first entry of the index ends the search.
 */
@ApplicationScoped
public class SqlSales implements Sales {
    private final Sql sql;
    private final Clock clock;

    public SqlSales(Sql sql, Clock clock) {
        this.sql = sql;
        this.clock = clock;
    }

    @Override
    public Map<ConcertId, Sale> of(Set<ConcertId> concertIds) {
        var sales = new HashMap<ConcertId, Sale>();
        concertIds.forEach(concertId -> sales.put(concertId, Sale.TO_COME));
        if (!concertIds.isEmpty()) {
            List<UUID> ids = concertIds.stream().map(ConcertId::value).toList();
            Instant now = clock.instant();
            sales.putAll(sql.map(
                    """
                    SELECT d.concert_id, MAX(d.deadline) AS last_deadline, MAX(d.deadline > ?) AS bookable,
                      MAX(d.deadline > ?
                        AND (EXISTS (SELECT 1 FROM seat s WHERE s.concert_date_id = d.id AND s.status = 'AVAILABLE')
                          OR EXISTS (SELECT 1 FROM seat s WHERE s.concert_date_id = d.id AND s.status = 'RESERVED'))) AS unpaid
                    FROM concert_date d WHERE d.concert_id IN (%s) GROUP BY d.concert_id
                    """.formatted(Sql.places(ids)),
                    row -> new ConcertId(Sql.uuid(row, "concert_id")),
                    SqlSales::sale,
                    now,
                    now,
                    ids));
        }
        return sales;
    }

    private static Sale sale(ResultSet row) throws SQLException {
        return new Sale(Sql.instant(row, "last_deadline"), row.getBoolean("bookable") && !row.getBoolean("unpaid"));
    }
}
