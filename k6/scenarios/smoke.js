/** Each thing that a buyer can do, once or twice, by one virtual user: does it work at all, and as the API says? */
import * as api from '../lib/api.js';
import { book, browse, buy, choose, failToPay, getIn, join, think, turn, waitForTurn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { whole } from '../lib/config.js';
import { concertOf, makeData, queueSettings } from '../lib/data.js';
import { breaks, broken, outcomes, soldMinusAssigned } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

const iterations = whole('ITERATIONS', 2);
const RICH = 4;
const POOR = 2;
const CHARGED = 20_000;
const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 1),
  seats: whole('SEATS', 100),
  rich: RICH * iterations,
  poor: POOR * iterations,
  // There is one slot, so that the second person waits; and some work at the door, so that the run shows that it is asked for and done.
  queue: { ...queueSettings(1), proofOfWorkBits: whole('PROOF_OF_WORK_BITS', 8, 0) },
};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: { smoke: { executor: 'per-vu-iterations', vus: 1, iterations, maxDuration: '10m' } },
  thresholds: thresholds(['concerts', 'dates', 'seats', 'challenge', 'enter', 'poll', 'leave', 'reserve', 'pay', 'cancel', 'charge', 'points'], {
    ...ticketsInTime(),
    bookings: [`count==${3 * iterations}`],
    declined: [`count==${2 * iterations}`],
    wait_told_wrong: ['rate<0.1'],
  }),
};

export function setup() {
  return makeData(wanted);
}

/** @param {import('../lib/data.js').Data} data */
export default function smoke(data) {
  const { concertId } = concertOf(data, turn());
  const rich = (/** @type {number} */ index) => user(data.rich, turn() * RICH + index);
  const poor = (/** @type {number} */ index) => user(data.poor, turn() * POOR + index);

  browse(concertId);
  book(concertId, rich(0), { seats: 4 });
  changesTheirMind(concertId, rich(1));
  waitsForTheOther(concertId, rich(2), rich(3));
  chargesAndPays(concertId, poor(0));
  cannotPay(concertId, poor(1));
}

/**
 * Buys, cancels, and has the money back.
 *
 * @param {string} concertId
 * @param {import('../lib/users.js').User} buyer
 */
function changesTheirMind(concertId, buyer) {
  const before = api.points(buyer.userId, buyer.token);
  const visit = getIn(concertId, buyer);
  const hold = visit && choose(visit);
  if (!visit || !hold || !buy(visit, hold)) {
    return;
  }
  think();
  const cancelled = api.cancel(hold.reservation.reservationId, visit.token);
  if (cancelled.body?.status !== 'CANCELLED') {
    breaks(broken.unexpected, `cancel ${cancelled.status} ${cancelled.code}`);
    return;
  }
  outcomes.cancelled.add(1);
  soldMinusAssigned.add(-hold.seats);
  const after = api.points(buyer.userId, buyer.token);
  if (before.body?.amount !== after.body?.amount) {
    breaks(broken.unexpected, `cancelled, and there are ${after.body?.amount} points instead of ${before.body?.amount}`);
  }
}

/**
 * One is in, the next waits until the first has left.
 *
 * @param {string} concertId
 * @param {import('../lib/users.js').User} first
 * @param {import('../lib/users.js').User} second
 */
function waitsForTheOther(concertId, first, second) {
  const inside = getIn(concertId, first);
  const outside = join(concertId, second);
  if (!inside || !outside) {
    return;
  }
  const again = join(concertId, second);
  if (again && again.place.position > outside.place.position) {
    breaks(broken.positionGrew, `entered again: from ${outside.place.position} to ${again.place.position}`);
  }
  think();
  api.leave(concertId, inside.token);
  if (waitForTurn(outside)) {
    api.leave(concertId, outside.token);
  }
}

/**
 * Has a seat, but not the money: charges it and pays.
 *
 * @param {string} concertId
 * @param {import('../lib/users.js').User} buyer
 */
function chargesAndPays(concertId, buyer) {
  const visit = getIn(concertId, buyer);
  const hold = visit && choose(visit);
  if (!visit || !hold) {
    return;
  }
  if (api.pay(hold.reservation.reservationId, visit.token).status === 402) {
    outcomes.declined.add(1);
  }
  api.charge(buyer.userId, CHARGED, buyer.token, `smoke-${hold.reservation.reservationId}`);
  buy(visit, hold);
}

/**
 * @param {string} concertId
 * @param {import('../lib/users.js').User} buyer
 */
function cannotPay(concertId, buyer) {
  const visit = getIn(concertId, buyer);
  const hold = visit && choose(visit);
  if (visit && hold) {
    failToPay(visit, hold);
  }
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('smoke');
