package io.onsale.external.port.out;

import io.onsale.external.domain.Sale;

/** Where sales are analysed. It is not ours, and may be slow or away. */
public interface DataPlatform {
    /**
     * @throws io.onsale.external.domain.SaleRejectedException if it refuses the sale for good
     * @throws io.onsale.common.domain.UnavailableException if it does not answer, is too busy, or fails
     */
    void accept(Sale sale);
}
