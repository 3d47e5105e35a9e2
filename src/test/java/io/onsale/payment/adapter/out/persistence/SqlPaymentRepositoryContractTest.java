package io.onsale.payment.adapter.out.persistence;

import io.onsale.payment.PaymentRepositoryContract;
import io.onsale.payment.port.out.PaymentRepository;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The contract on the database. Each test is rolled back, because it pays for reservations that do not exist. */
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
