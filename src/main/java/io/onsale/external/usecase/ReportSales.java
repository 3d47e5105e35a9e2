package io.onsale.external.usecase;

import io.onsale.external.domain.Sale;
import io.onsale.external.port.in.ReportSale;
import io.onsale.external.port.out.DataPlatform;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
public class ReportSales implements ReportSale {
    private final DataPlatform dataPlatform;

    public ReportSales(DataPlatform dataPlatform) {
        this.dataPlatform = dataPlatform;
    }

    @Override
    public void report(Sale sale) {
        dataPlatform.accept(sale);
    }
}
