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
 * The ports whose guards races switch off: behind each is its adapter, until {@code QuarkusMock.installMockForType} puts another
 * implementation of the port there for one test. In the place of the adapter itself nothing but a subclass of it can be put.
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
