package io.onsale.payment;

import io.onsale.payment.port.out.PaymentRepository;

class InMemoryPaymentRepositoryTest extends PaymentRepositoryContract {
    private final InMemoryPaymentRepository payments = new InMemoryPaymentRepository();

    @Override
    protected PaymentRepository payments() {
        return payments;
    }
}
