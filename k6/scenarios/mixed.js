/** The known mix of 200 people at a time: of ten, six book, three browse, one cannot pay; in ramps of 2, 5 and 1 minutes. */
import { bookOrBrowse, ROLES } from '../lib/mix.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { finishSeconds, seconds, whole } from '../lib/config.js';
import { makeData, queueSettings } from '../lib/data.js';
import { crowd } from '../lib/load.js';
import { summaryOf } from '../lib/summary.js';

const users = whole('USERS', 200);
const wanted = {
  concerts: whole('CONCERTS', 2),
  dates: whole('DATES', 20),
  seats: whole('SEATS', 500),
  // A person who is done comes again as another one, since one may buy four seats of a concert.
  rich: whole('ACCOUNTS', users * 40),
  poor: whole('POOR_ACCOUNTS', users * 10),
  queue: queueSettings(50),
};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: {
    mixed: crowd(users, { up: seconds('RAMP_UP', '2m'), hold: seconds('HOLD', '5m'), down: seconds('RAMP_DOWN', '1m') }, finishSeconds),
  },
  thresholds: thresholds(['concerts', 'dates', 'seats', 'enter', 'poll', 'leave', 'reserve', 'pay'], {
    ...ticketsInTime(),
    declined: ['count>0'],
    wait_told_wrong: ['rate<0.1'],
  }),
};

export function setup() {
  return makeData(wanted);
}

/** @param {import('../lib/data.js').Data} data */
export default function mixed(data) {
  bookOrBrowse(data, ROLES);
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('mixed');
