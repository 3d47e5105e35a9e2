/** People hold seats and walk away: others get theirs meanwhile, and every seat is back on sale when its hold ends. */
import { sleep } from 'k6';
import { book, choose, getIn, think, turn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { decimal, finishSeconds, seconds, whole } from '../lib/config.js';
import { concertOf, countSeats, makeData, queueSettings } from '../lib/data.js';
import { steady } from '../lib/load.js';
import { extra, outcomes } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

const duration = seconds('DURATION', '1m');
const walkersPerSecond = decimal('HOLD_RATE', 10);
const buyersPerSecond = decimal('RATE', 2);
const seatsOfEach = whole('SEATS_OF_EACH', 2);
/** The setting of the service: `onsale.reservation.hold`. */
const holdSeconds = seconds('HOLD_TIME', '5m');
const walkers = Math.ceil(walkersPerSecond * duration);
const buyers = Math.ceil(buyersPerSecond * duration);
const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 1),
  seats: whole('SEATS', walkers * seatsOfEach + 2 * buyers),
  rich: walkers + buyers,
  // A slot lasts as long as its hold, and nobody is to wait for people who have walked away.
  queue: queueSettings(walkers + buyers),
};
/** Seats are back two seconds after the hold, or ten where an instance has died; lists are a second old. */
const BACK_AFTER_SECONDS = 12;
const LOOK_EVERY_SECONDS = 2;

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  teardownTimeout: `${holdSeconds + 900}s`,
  scenarios: {
    walkers: { ...steady(walkersPerSecond, duration, whole('PEOPLE_AT_ONCE', walkers), finishSeconds), exec: 'walkAway' },
    buyers: { ...steady(buyersPerSecond, duration, buyers, finishSeconds), exec: 'buyOne' },
  },
  thresholds: thresholds(['dates', 'seats', 'enter', 'reserve', 'pay'], {
    ...ticketsInTime(),
    dropped_iterations: ['count==0'],
    walked_away: ['count>0'],
    seats_not_returned: ['count==0'],
  }),
};

export function setup() {
  return makeData(wanted);
}

/** @param {import('../lib/data.js').Data} data */
export function walkAway(data) {
  const visit = getIn(concertOf(data, turn()).concertId, user(data.rich, turn()));
  if (visit) {
    think(visit);
    if (choose(visit, seatsOfEach)) {
      outcomes.walkedAway.add(1);
    }
  }
}

/** @param {import('../lib/data.js').Data} data */
export function buyOne(data) {
  book(concertOf(data, turn()).concertId, user(data.rich, walkers + turn()));
}

/** @param {import('../lib/data.js').Data} data */
export function teardown(data) {
  const started = Date.now();
  let held = countSeats(data.concerts, 'RESERVED');
  console.info(`${held} seats are held by people who have gone; they are to be back within ${holdSeconds} s`);
  while (held > 0 && Date.now() < started + (holdSeconds + BACK_AFTER_SECONDS) * 1000) {
    sleep(LOOK_EVERY_SECONDS);
    held = countSeats(data.concerts, 'RESERVED');
  }
  console.info(`${held} are held after ${Math.round((Date.now() - started) / 1000)} s`);
  extra.seatsNotReturned.add(held);
  closeTheBooks(data);
}

export const handleSummary = summaryOf('hold-storm');
