package io.onsale.payment.adapter.out.messaging;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.onsale.payment.domain.PaymentFailed;
import io.onsale.payment.domain.PaymentSucceeded;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.inject.Singleton;

/** The JSON of payment events: the fields of their records, but for {@code final}, a name that Java does not allow. */
@Singleton
@RegisterForReflection(targets = {PaymentSucceeded.class, PaymentFailed.class, PaymentEventJson.FailedJson.class})
public class PaymentEventJson implements ObjectMapperCustomizer {
    @Override
    public void customize(ObjectMapper mapper) {
        mapper.addMixIn(PaymentFailed.class, FailedJson.class);
    }

    interface FailedJson {
        @JsonProperty("final")
        boolean last();
    }
}
