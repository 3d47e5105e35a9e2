/**
 * A load script as clients of this kind of system have long had it: a token is issued, polled every three seconds until it is ACTIVE, and
 * is the bearer token of all that follows. It does not know pollAfterMs, Retry-After and problem codes, and must run unchanged.
 */
import http from 'k6/http';
import { check, sleep } from 'k6';

const API = `${__ENV.BASE_URL || 'http://localhost:8080'}/api/v1`;
const CONCERT_ID = __ENV.CONCERT_ID || '01990000-0000-7000-8000-000000000001';
const USER_IDS = (__ENV.USER_IDS || '01990000-0000-7000-8000-0000000000a1').split(',');
const POLL_INTERVAL_SECONDS = 3;
const MAX_POLLS = 100;

/** @type {import('k6/options').Options} */
export const options = {
  vus: USER_IDS.length,
  iterations: USER_IDS.length,
  thresholds: { checks: ['rate==1'] },
};

export default function olderClient() {
  const userId = USER_IDS[(__VU - 1) % USER_IDS.length];
  const json = { 'Content-Type': 'application/json' };

  const issued = http.post(`${API}/queue/concerts/${CONCERT_ID}/users/${userId}`, null, { headers: json });
  if (!check(issued, { 'token issued': (r) => r.status === 201 && !!r.json('tokenId') })) {
    return;
  }
  const token = issued.json('tokenId');
  const headers = { ...json, Authorization: `Bearer ${token}` };

  let status = issued.json('status');
  for (let i = 0; status !== 'ACTIVE' && i < MAX_POLLS; i++) {
    sleep(POLL_INTERVAL_SECONDS);
    const polled = http.get(`${API}/queue/concerts/${CONCERT_ID}`, { headers });
    check(polled, { 'queue status': (r) => r.status === 200 && Number(r.json('position')) >= 0 });
    status = polled.json('status');
  }
  if (!check(status, { 'token active': (s) => s === 'ACTIVE' })) {
    return;
  }

  const dates = http.get(`${API}/concerts/${CONCERT_ID}/dates`, { headers });
  check(dates, { 'dates listed': (r) => r.status === 200 && !!r.json('0.concertDateId') });
  const concertDateId = dates.json('0.concertDateId');

  const seats = http.get(`${API}/concerts/${CONCERT_ID}/dates/${concertDateId}/seats`, { headers });
  check(seats, { 'seats listed': (r) => r.status === 200 && r.json('0.status') === 'AVAILABLE' });
  const available = /** @type {{seatId: string}[]} */ (/** @type {unknown} */ (seats.json()));
  const seat = available[Math.floor(Math.random() * available.length)];

  const reserved = http.post(
    `${API}/reservations/seats/${seat.seatId}`,
    JSON.stringify({ concertId: CONCERT_ID, concertDateId }),
    { headers },
  );
  if (reserved.status === 409) {
    return;
  }
  check(reserved, { 'seat reserved': (r) => r.status === 200 && !!r.json('reservationId') });

  const paid = http.post(`${API}/payments/${reserved.json('reservationId')}`, null, { headers });
  // A payment without the points used to be answered with 400, and is now answered with 402.
  check(paid, { 'paid, or points missing': (r) => (r.status === 200 && r.json('status') === 'SUCCESS') || r.status === 402 });
}
