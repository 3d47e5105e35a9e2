package io.onsale.external.port.in;

import io.onsale.external.domain.Sale;

/** Tells the world outside of a sale. */
public interface ReportSale {
    /**
     * May be repeated.
     *
     * @throws io.onsale.external.domain.SaleRejectedException if it is refused for good
     * @throws io.onsale.common.domain.UnavailableException if trying later makes sense
     */
    void report(Sale sale);
}
