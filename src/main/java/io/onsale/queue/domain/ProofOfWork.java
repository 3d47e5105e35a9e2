package io.onsale.queue.domain;

import io.onsale.queue.domain.QueueRefusals.InvalidProofOfWorkException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.regex.Pattern;

/**
 * The proof of work on a challenge, as in Hashcash (Adam Back, "Hashcash: A Denial of Service Counter-Measure", 2002):
 * a number such that the SHA-256 of {@code <challenge>:<number>} begins with many zero bits. Each further bit doubles
 * the work; verifying it takes one digest.
 *
 * @param counter the number, in decimal
 */
public record ProofOfWork(String challenge, String counter) {
    public static final String ALGORITHM = "SHA-256";

    private static final int DIGEST_BITS = 256;
    /** This many digits fit into a long, and nobody can count so far. */
    private static final Pattern COUNTER = Pattern.compile("[0-9]{1,18}");

    public ProofOfWork {
        if (!COUNTER.matcher(counter).matches()) {
            throw new InvalidProofOfWorkException();
        }
    }

    /** @param text {@code <challenge>:<counter>} */
    public static ProofOfWork parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw new InvalidProofOfWorkException();
        }
        return new ProofOfWork(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether the digest begins with at least this many zero bits. */
    public boolean isWorth(int bits) {
        return new BigInteger(1, digest()).bitLength() <= DIGEST_BITS - bits;
    }

    private byte[] digest() {
        try {
            return MessageDigest.getInstance(ALGORITHM)
                    .digest((challenge + ':' + counter).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
