package io.onsale.queue.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdmissionRateTest {
    private final AdmissionRate rate = new AdmissionRate();

    @Test
    void beforeASecondHasPassed_nothingIsTold() {
        assertThat(rate.measure(0, 0)).isEmpty();
        assertThat(rate.measure(999, 50)).isEmpty();
        assertThat(rate.measure(1000, 50)).hasValue(50);
    }

    @Test
    void givenSteadyAdmissions_itIsTheirRate_ofTheLastHalfMinute() {
        for (int second = 0; second <= 60; second++) {
            rate.measure(second * 1000L, second * 10L);
        }
        for (int second = 61; second <= 91; second++) {
            rate.measure(second * 1000L, 600 + (second - 60) * 20L);
        }
        assertThat(rate.measure(92_000, 1240)).hasValue(20);
    }

    @Test
    void givenQueueThatBeganAgain_itIsMeasuredAnew() {
        rate.measure(0, 0);
        rate.measure(10_000, 1000);
        assertThat(rate.measure(11_000, 5)).isEmpty();
        assertThat(rate.measure(13_000, 15)).hasValue(5);
    }
}
