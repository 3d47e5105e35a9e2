/** The opening: a few wait for it, then everybody comes within seconds, queues, holds seats and pays, until all are sold. */
import { sleep } from 'k6';
import exec from 'k6/execution';
import { book, isSoldOut, turn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { decimal, finishSeconds, seconds, whole } from '../lib/config.js';
import { concertOf, makeData, queueSettings } from '../lib/data.js';
import { arriving, peopleOf } from '../lib/load.js';
import { summaryOf } from '../lib/summary.js';
import { hasDataFile, user } from '../lib/users.js';

const lead = seconds('LEAD', '10s');
const stages = [
  { target: decimal('EARLY_RATE', 5), seconds: lead },
  { target: decimal('PEAK_RATE', 50), seconds: seconds('RISE', '3s') },
  { target: decimal('PEAK_RATE', 50), seconds: seconds('HOLD', '20s') },
  { target: 0, seconds: seconds('FALL', '10s') },
];
const people = peopleOf(stages);
const seatsOfEach = whole('SEATS_OF_EACH', 1);
const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 1),
  seats: whole('SEATS', 1000),
  rich: whole('ACCOUNTS', people),
  queue: queueSettings(100),
};
// Making concerts takes a second for each 10,000 seats or so, and must be over when the first people come.
const MAKING_SECONDS = 10 + (wanted.concerts * wanted.dates * wanted.seats) / 5000;

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: { opening: arriving(stages, whole('PEOPLE_AT_ONCE', people), finishSeconds) },
  thresholds: thresholds(['dates', 'seats', 'enter', 'poll', 'leave', 'reserve', 'pay'], {
    ...ticketsInTime(),
    dropped_iterations: ['count==0'],
    wait_told_wrong: ['rate<0.1'],
  }),
};

export function setup() {
  const data = makeData({ ...wanted, openInSeconds: MAKING_SECONDS + lead });
  const early = data.openAt / 1000 - lead - Date.now() / 1000;
  if (early < 0 && !hasDataFile) {
    exec.test.abort(`It took ${Math.ceil(-early)} s too long to make the concerts: fewer CONCERTS, DATES or SEATS, or a longer LEAD`);
  }
  // The concerts of a file may have opened long ago; then everybody comes at once.
  sleep(Math.max(0, early));
  return data;
}

/** @param {import('../lib/data.js').Data} data */
export default function opening(data) {
  const { concertId } = concertOf(data, turn());
  book(concertId, user(data.rich, turn()), { seats: seatsOfEach, isHopeless: () => isSoldOut(concertId) });
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('ticket-open-spike');
