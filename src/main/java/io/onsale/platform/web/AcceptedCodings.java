package io.onsale.platform.web;

import java.util.List;
import java.util.Locale;

/** The content codings that a client accepts, after its {@code Accept-Encoding} (RFC 9110, 12.5.3). */
final class AcceptedCodings {
    private static final double UNSAID = -1;

    private double gzip = UNSAID;
    private double identity = UNSAID;
    private double others = UNSAID;

    /** @param lines the values of the header, in their order */
    AcceptedCodings(List<String> lines) {
        for (String line : lines) {
            for (String coding : line.split(",")) {
                note(coding.strip().toLowerCase(Locale.ROOT));
            }
        }
    }

    private void note(String coding) {
        int semicolon = coding.indexOf(';');
        double weight =
                semicolon < 0 ? 1 : weight(coding.substring(semicolon + 1).strip());
        switch ((semicolon < 0 ? coding : coding.substring(0, semicolon)).strip()) {
            case "gzip", "x-gzip" -> gzip = Math.max(gzip, weight);
            case "identity" -> identity = weight;
            case "*" -> others = weight;
            default -> {}
        }
    }

    /** A parameter that is no valid weight makes the coding unacceptable. */
    private static double weight(String parameter) {
        return parameter.matches("q=(0(\\.\\d{0,3})?|1(\\.0{0,3})?)") ? Double.parseDouble(parameter.substring(2)) : 0;
    }

    /** Whether the body may be sent uncompressed, as it may unless the client forbids it. */
    boolean acceptIdentity() {
        return identity == UNSAID ? others != 0 : identity > 0;
    }

    /** Whether the client accepts gzip, and does not prefer the body uncompressed. */
    boolean preferGzip() {
        double weight = gzip == UNSAID ? others : gzip;
        return weight > 0 && weight >= identity;
    }
}
