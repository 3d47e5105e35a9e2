package io.onsale.payment.adapter.out.persistence;

import io.onsale.payment.PaymentRepositoryContract;
import io.onsale.payment.port.out.PaymentRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** In a transaction that is rolled back: nothing was reserved that is paid for here. */
@QuarkusTest
class SqlPaymentRepositoryContractTest extends PaymentRepositoryContract {
    @Inject
    PaymentRepository payments;

    @BeforeEach
    void begin() {
        QuarkusTransaction.begin();
    }

    @AfterEach
    void leaveAsFound() {
        QuarkusTransaction.rollback();
    }

    @Override
    protected PaymentRepository payments() {
        return payments;
    }
}
