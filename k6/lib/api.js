/**
 * The client of the API: a function for each call that a buyer or an operator makes. Each honours Retry-After, measures served requests by
 * their step, and counts as broken any answer that the API does not document.
 */
import http from 'k6/http';
import { sleep } from 'k6';
import { adminToken, baseUrl, patienceSeconds } from './config.js';
import { breaks, broken, outcomes, stepTime } from './metrics.js';
import { proofOf } from './work.js';

/**
 * @typedef {{tokenId: string, status: 'WAITING' | 'ACTIVE', position: number, waitSeconds: number | null, pollAfterMs: number, expiresAt: string | null, soldOut: boolean, saleOver: boolean}} Place
 * @typedef {{concertDateId: string, remainingSeatCount: number}} ConcertDate
 * @typedef {{seatId: string, status: 'AVAILABLE' | 'RESERVED' | 'ASSIGNED'}} Seat
 * @typedef {{reservationId: string, price: number, status: string, expiresAt: string, seats: {seatId: string}[]}} Reservation
 * @typedef {{paymentId: string, amount: number, status: string}} Payment
 */

/**
 * @template T
 * @typedef {{status: number, body: T, code: string, etag: string}} Answer status 0: no answer; body as the API says it where the status is below 300
 */

/**
 * @typedef {Object} Call
 * @property {string} step
 * @property {string} method
 * @property {string} path
 * @property {number[]} expects statuses that say something to whoever calls; 429 and 503 are dealt with here
 * @property {object} [body]
 * @property {string} [token] bearer token
 * @property {Record<string, string>} [headers]
 * @property {Record<string, string>} [shape] type of each field that is needed, of the first element where it is an array
 * @property {boolean} [impatient] asks once, whatever the answer
 * @property {number} [patience] seconds, instead of PATIENCE
 * @property {string} [timeout]
 */

const LATE_MS = 5000;
const WITHOUT_RETRY_AFTER_SECONDS = 1;
const AFTER_NO_ANSWER_SECONDS = 1;

// These are no failures of the service: contention, overload that says so, and mistakes that buyers make on purpose.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 499 }, 503));

/**
 * @param {Call} call
 * @returns {Answer<any>} the last one: one that asks to come again only where it stayed so for as long as the buyer was patient
 */
export function ask(call) {
  const giveUpAt = Date.now() + (call.patience ?? patienceSeconds) * 1000;
  for (;;) {
    const { answer, againAfter } = askOnce(call);
    if (againAfter === null || call.impatient) {
      return answer;
    }
    if (Date.now() + againAfter * 1000 > giveUpAt) {
      breaks(broken.unserved, `${call.step} was not served within ${call.patience ?? patienceSeconds} s: ${answer.status} ${answer.code}`);
      return answer;
    }
    sleep(againAfter * (1 + Math.random() / 4));
  }
}

/**
 * @param {Call} call
 * @returns {{answer: Answer<any>, againAfter: number | null}} seconds after which to ask again; null where there is an answer
 */
function askOnce(call) {
  /** @type {Record<string, string>} */
  const headers = { ...call.headers };
  if (call.body) {
    headers['Content-Type'] = 'application/json';
  }
  if (call.token) {
    headers.Authorization = `Bearer ${call.token}`;
  }
  const response = http.request(call.method, baseUrl + call.path, call.body ? JSON.stringify(call.body) : null, {
    headers,
    tags: { name: `${call.method} ${call.step}`, step: call.step },
    timeout: call.timeout ?? '10s',
  });
  const what = `${call.step} ${response.status}`;
  // A gateway's 502 and 504 say that the service behind it did not answer.
  if ([0, 502, 504].includes(response.status)) {
    breaks(broken.unanswered, `${what} ${response.error}`);
    return { answer: { status: 0, body: null, code: response.error, etag: '' }, againAfter: AFTER_NO_ANSWER_SECONDS };
  }
  if (response.timings.duration > LATE_MS) {
    breaks(broken.late, `${what} after ${Math.round(response.timings.duration)} ms`);
  }
  const answer = read(call, response);
  if (response.status === 429 || response.status === 503) {
    (response.status === 429 ? outcomes.refused429 : outcomes.refused503).add(1, { step: call.step });
    return { answer, againAfter: retryAfter(what, response) };
  }
  if (response.status === 409 && response.headers['Retry-After']) {
    // The same request was sent before, and is still in progress.
    outcomes.refused409.add(1, { step: call.step });
    return { answer, againAfter: retryAfter(what, response) };
  }
  stepTime[call.step].add(response.timings.duration);
  if (response.status >= 500) {
    breaks(broken.serverErrors, `${what} ${answer.code}`);
  } else if (!call.expects.includes(response.status)) {
    breaks(broken.unexpected, `${what} ${answer.code}`);
  }
  return { answer, againAfter: null };
}

/**
 * @param {Call} call
 * @param {import('k6/http').RefinedResponse<any>} response
 * @returns {Answer<any>}
 */
function read(call, response) {
  const { status } = response;
  const etag = response.headers.Etag ?? '';
  if (status === 304 || status === 204) {
    return { status, body: null, code: '', etag };
  }
  let body;
  try {
    body = JSON.parse(/** @type {string} */ (response.body));
  } catch {
    breaks(broken.malformed, `${call.step} ${status} is not JSON`);
    return { status, body: {}, code: '', etag };
  }
  if (status >= 400) {
    if (typeof body.code !== 'string' || !`${response.headers['Content-Type']}`.startsWith('application/problem+json')) {
      breaks(broken.malformed, `${call.step} ${status} is no problem with a code`);
    }
    return { status, body, code: `${body.code}`, etag };
  }
  const sample = Array.isArray(body) ? body[0] : body;
  for (const [field, type] of Object.entries(sample === undefined ? {} : (call.shape ?? {}))) {
    if (!type.split('|').includes(sample[field] === null ? 'null' : typeof sample[field])) {
      breaks(broken.malformed, `${call.step} ${status}: ${field} is ${JSON.stringify(sample[field])}, not a ${type}`);
    }
  }
  return { status, body, code: '', etag };
}

/**
 * @param {string} what
 * @param {import('k6/http').RefinedResponse<any>} response
 * @returns {number} seconds
 */
function retryAfter(what, response) {
  const value = response.headers['Retry-After'];
  if (/^\d+$/.test(value ?? '')) {
    return Number(value);
  }
  breaks(broken.retryAfterMissing, `${what} without a Retry-After that is a number of seconds: ${value}`);
  return WITHOUT_RETRY_AFTER_SECONDS;
}

const API = '/api/v1';
const PLACE = { tokenId: 'string', status: 'string', position: 'number', pollAfterMs: 'number', waitSeconds: 'number|null', expiresAt: 'string|null', soldOut: 'boolean', saleOver: 'boolean' };
const RESERVATION = { reservationId: 'string', price: 'number', status: 'string', expiresAt: 'string' };

/** @returns {Answer<{items: {concertId: string}[]}>} */
export function concerts() {
  return ask({ step: 'concerts', method: 'GET', path: `${API}/concerts?size=50`, expects: [200], shape: { items: 'object', total: 'number' } });
}

/**
 * @param {string} concertId
 * @param {Partial<Call>} [how]
 * @returns {Answer<ConcertDate[]>}
 */
export function dates(concertId, how) {
  const shape = { concertDateId: 'string', remainingSeatCount: 'number', date: 'string', deadline: 'string' };
  return ask({ step: 'dates', method: 'GET', path: `${API}/concerts/${concertId}/dates`, expects: [200], shape, ...how });
}

/**
 * @param {string} concertId
 * @param {string} concertDateId
 * @param {'available' | 'all'} [which]
 * @param {Partial<Call>} [how]
 * @returns {Answer<Seat[]>}
 */
export function seats(concertId, concertDateId, which = 'available', how = {}) {
  const path = `${API}/concerts/${concertId}/dates/${concertDateId}/seats${which === 'all' ? '?status=all' : ''}`;
  const shape = { seatId: 'string', seatNo: 'number', price: 'number', seatGrade: 'string', status: 'string' };
  return ask({ step: 'seats', method: 'GET', path, expects: [200], shape, ...how });
}

/** The concerts that ask newcomers for work, as far as this virtual user knows: each request at the door counts against the user. */
const demanding = new Set();

/**
 * Enters the queue, or finds one's place in it again; works for it where the concert asks for that.
 *
 * @param {string} concertId
 * @param {string} userId
 * @param {string} userToken empty where nobody is asked who they are
 * @param {Partial<Call>} [how]
 * @returns {Answer<Place>} 409 SALE_OVER after the last deadline
 */
export function enter(concertId, userId, userToken, how) {
  const path = `${API}/queue/concerts/${concertId}/users/${userId}`;
  /** @type {Call} */
  const call = { step: 'enter', method: 'POST', path, token: userToken, expects: [201, 409, 428], shape: PLACE, ...how };
  if (!demanding.has(concertId)) {
    const answer = refusedOnlyWhenOver(ask(call));
    if (answer.status !== 428) {
      return answer;
    }
    demanding.add(concertId);
  }
  const shape = { challenge: 'string|null', bits: 'number' };
  const work = ask({ step: 'challenge', method: 'GET', path: `${path}/challenge`, token: userToken, expects: [200], shape });
  if (work.status !== 200) {
    return work;
  }
  // Bits are 0 where an operator has just switched the work off.
  const proof = work.body.bits > 0 ? proofOf(work.body.challenge, work.body.bits) : '';
  return refusedOnlyWhenOver(ask({ ...call, expects: [201, 409], headers: { 'Proof-Of-Work': proof } }));
}

/**
 * @param {Answer<Place>} answer
 * @returns {Answer<Place>}
 */
function refusedOnlyWhenOver(answer) {
  if (answer.status === 409 && answer.code !== 'SALE_OVER') {
    breaks(broken.unexpected, `enter 409 ${answer.code}`);
  }
  return answer;
}

/**
 * @param {string} concertId
 * @param {string} queueToken
 * @param {Partial<Call>} [how]
 * @returns {Answer<Place>} 401 where the turn is over
 */
export function poll(concertId, queueToken, how) {
  const path = `${API}/queue/concerts/${concertId}`;
  return ask({ step: 'poll', method: 'GET', path, token: queueToken, expects: [200, 401], shape: PLACE, ...how });
}

/**
 * @param {string} concertId
 * @param {string} queueToken
 * @returns {Answer<null>}
 */
export function leave(concertId, queueToken) {
  return ask({ step: 'leave', method: 'DELETE', path: `${API}/queue/concerts/${concertId}`, token: queueToken, expects: [204, 401] });
}

/**
 * @param {string} concertId
 * @param {string} concertDateId
 * @param {string[]} seatIds
 * @param {string} queueToken
 * @param {Partial<Call>} [how]
 * @returns {Answer<Reservation>} 409 SEAT_TAKEN or SEAT_LIMIT, 401 or 403 where the turn is over
 */
export function reserve(concertId, concertDateId, seatIds, queueToken, how) {
  const single = seatIds.length === 1;
  return ask({
    step: 'reserve',
    method: 'POST',
    path: single ? `${API}/reservations/seats/${seatIds[0]}` : `${API}/reservations`,
    body: single ? { concertId, concertDateId } : { concertId, concertDateId, seatIds },
    token: queueToken,
    expects: [single ? 200 : 201, 401, 403, 409],
    shape: RESERVATION,
    ...how,
  });
}

/**
 * @param {string} reservationId
 * @param {string} queueToken
 * @param {Partial<Call>} [how]
 * @returns {Answer<Payment>} 402 without the points, 409 and 410 where the hold has ended
 */
export function pay(reservationId, queueToken, how) {
  const shape = { paymentId: 'string', amount: 'number', status: 'string' };
  const path = `${API}/payments/${reservationId}`;
  return ask({ step: 'pay', method: 'POST', path, token: queueToken, expects: [200, 402, 409, 410], shape, ...how });
}

/**
 * @param {string} reservationId
 * @param {string} queueToken
 * @returns {Answer<Reservation>}
 */
export function cancel(reservationId, queueToken) {
  const path = `${API}/reservations/${reservationId}`;
  return ask({ step: 'cancel', method: 'DELETE', path, token: queueToken, expects: [200, 409], shape: RESERVATION });
}

/**
 * By the operator whose token is given, as production wants it; else by the user, where that is open.
 *
 * @param {string} userId
 * @param {number} point
 * @param {string} userToken
 * @param {string} key so that a charge whose answer was lost is not made twice
 * @returns {Answer<{amount: number}>}
 */
export function charge(userId, point, userToken, key) {
  const path = `${API}/users/${userId}/points`;
  const headers = { 'Idempotency-Key': key };
  const body = adminToken ? { point, reference: key } : { point };
  return ask({ step: 'charge', method: 'POST', path, body, token: adminToken || userToken, headers, expects: [200], shape: { amount: 'number' } });
}

/**
 * @param {string} userId
 * @param {string} userToken
 * @returns {Answer<{amount: number}>}
 */
export function points(userId, userToken) {
  const path = `${API}/users/${userId}/points`;
  return ask({ step: 'points', method: 'GET', path, token: userToken, expects: [200], shape: { amount: 'number' } });
}
