/** People buy while you kill something: everybody who has a seat and the money gets the ticket, and the outage is short. */
import { sleep } from 'k6';
import exec from 'k6/execution';
import * as api from '../lib/api.js';
import { book, join, turn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { decimal, finishSeconds, seconds, whole } from '../lib/config.js';
import { concertOf, LIMITS, makeData, queueSettings } from '../lib/data.js';
import { steady } from '../lib/load.js';
import { extra } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

const duration = seconds('DURATION', '2m');
const perSecond = decimal('RATE', 5);
const people = Math.ceil(perSecond * duration);
const probes = duration;
const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 2),
  seats: whole('SEATS', Math.max(100, people)),
  rich: people + probes,
  // The probe lets go of a seat and wants it again at once.
  queue: queueSettings(Math.ceil(perSecond * 60), 0, { ...LIMITS, releaseSpread: 0 }),
};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: {
    buyers: { ...steady(perSecond, duration, whole('PEOPLE_AT_ONCE', people), finishSeconds), exec: 'buyOne' },
    probe: { executor: 'per-vu-iterations', vus: 1, iterations: 1, maxDuration: `${duration + finishSeconds}s`, exec: 'probe' },
  },
  thresholds: thresholds(['dates', 'seats', 'enter', 'reserve', 'pay'], {
    ...ticketsInTime(),
    // A request that a dying instance leaves unanswered is repeated; the time until it is served is what counts.
    broken_unanswered: [],
    // When Redis has lost everything, people who come back are placed before those who have entered meanwhile.
    broken_position_grew: [],
    slot_to_ticket: ['max<60000'],
    dropped_iterations: ['count==0'],
    longest_outage_seconds: [`value<${seconds('MAX_OUTAGE', '30s')}`],
  }),
};

export function setup() {
  const data = makeData(wanted);
  console.info(`From now on, for ${duration} s: kill what you like, and start it again`);
  return data;
}

/** @param {import('../lib/data.js').Data} data */
export function buyOne(data) {
  book(concertOf(data, turn()).concertId, user(data.rich, turn()));
}

/**
 * Enters, looks at seats, holds one and lets go of it, again and again: the longest time without a success is the outage.
 *
 * @param {import('../lib/data.js').Data} data
 */
export function probe(data) {
  const [{ concertId, dates }] = data.concerts;
  const ends = exec.scenario.startTime + duration * 1000;
  let last = Date.now();
  let longest = 0;
  for (let round = 0; Date.now() < ends; round += 1) {
    if (isServed(concertId, dates[0].concertDateId, user(data.rich, people + (round % probes)))) {
      longest = Math.max(longest, Date.now() - last);
      last = Date.now();
    }
    sleep(0.5);
  }
  extra.longestOutage.add(Math.max(longest, Date.now() - last) / 1000);
}

/**
 * @param {string} concertId
 * @param {string} concertDateId
 * @param {import('../lib/users.js').User} one
 * @returns {boolean}
 */
function isServed(concertId, concertDateId, one) {
  const visit = join(concertId, one);
  const seats = api.seats(concertId, concertDateId);
  if (!visit || visit.place.status !== 'ACTIVE' || seats.status !== 200 || seats.body.length === 0) {
    return false;
  }
  const last = seats.body[seats.body.length - 1];
  const held = api.reserve(concertId, concertDateId, [last.seatId], visit.token);
  const done = held.status === 200 && api.cancel(held.body.reservationId, visit.token).status === 200;
  api.leave(concertId, visit.token);
  return done;
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('failover');
