package io.onsale.user.domain;

import io.onsale.kernel.Money;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/** The limit of charges in one calendar month, by the calendar of the buyers. */
public final class ChargeLimit {
    public static final Money PER_MONTH = new Money(10_000_000);
    private static final ZoneId CALENDAR = ZoneId.of("Asia/Seoul");

    private ChargeLimit() {}

    /** year * 100 + month */
    public static int monthOf(Instant instant) {
        YearMonth month = YearMonth.from(instant.atZone(CALENDAR));
        return month.getYear() * 100 + month.getMonthValue();
    }
}
