import { sha256 } from 'k6/crypto';

/** The number of leading zero bits of each hexadecimal digit. */
const ZEROS = [4, 3, 2, 2, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0];

/**
 * Counts until the SHA-256 of `<challenge>:<counter>` begins with so many zero bits (docs/adr/0017).
 *
 * @param {string} challenge
 * @param {number} bits
 * @returns {string} what the header Proof-Of-Work says
 */
export function proofOf(challenge, bits) {
  for (let counter = 0; ; counter += 1) {
    const proof = `${challenge}:${counter}`;
    if (zeroBits(sha256(proof, 'hex')) >= bits) {
      return proof;
    }
  }
}

/**
 * @param {string} digest
 * @returns {number}
 */
function zeroBits(digest) {
  const zeros = /^0*/.exec(digest)?.[0].length ?? 0;
  return zeros * 4 + (zeros < digest.length ? ZEROS[parseInt(digest[zeros], 16)] : 0);
}
