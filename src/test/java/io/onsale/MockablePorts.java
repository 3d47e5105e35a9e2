package io.onsale;

import io.onsale.concert.adapter.out.persistence.SqlSeatInventory;
import io.onsale.concert.port.in.SeatInventory;
import io.onsale.reservation.adapter.out.persistence.SqlSeatQuota;
import io.onsale.reservation.adapter.out.redis.RedisSeatHolds;
import io.onsale.reservation.port.out.SeatHolds;
import io.onsale.reservation.port.out.SeatQuota;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;

/**
 * The ports whose guards races switch off. Behind each is its adapter, until {@code QuarkusMock.installMockForType}
 * replaces it for one test by another implementation of the port. In the place of the adapter itself, only a subclass
 * of it could be put.
 */
@ApplicationScoped
public class MockablePorts {
    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    SeatHolds seatHolds(RedisSeatHolds adapter) {
        return adapter;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    SeatInventory seatInventory(SqlSeatInventory adapter) {
        return adapter;
    }

    @Produces
    @Alternative
    @Priority(1)
    @ApplicationScoped
    SeatQuota seatQuota(SqlSeatQuota adapter) {
        return adapter;
    }
}
