/**
 * People who hammer reload, whatever they are told, beside people who do as they are told: the former win nothing, the latter lose nothing.
 */
import { sleep } from 'k6';
import exec from 'k6/execution';
import * as api from '../lib/api.js';
import { book, join, turn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { decimal, finishSeconds, seconds, whole } from '../lib/config.js';
import { concertOf, makeData, queueSettings } from '../lib/data.js';
import { crowd, steady } from '../lib/load.js';
import { breaks, broken, outcomes } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

const duration = seconds('DURATION', '1m');
const reloaders = whole('RELOADERS', 100);
const perSecond = decimal('RATE', 5);
const pause = decimal('RELOAD_SECONDS', 0.2);
const patient = Math.ceil(perSecond * duration);
const patientAtOnce = whole('PEOPLE_AT_ONCE', patient);
const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 1),
  seats: whole('SEATS', 1000),
  // Virtual users are numbered through both scenarios.
  rich: patient + patientAtOnce + reloaders,
  // Admission is slow enough for a queue to build up, in which to hammer.
  queue: queueSettings(40, 10),
};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: {
    reloaders: { ...crowd(reloaders, { up: 5, hold: duration, down: 0 }, finishSeconds), exec: 'reload' },
    patient: { ...steady(perSecond, duration, patientAtOnce, finishSeconds), startTime: '5s', exec: 'wait' },
  },
  thresholds: thresholds(['dates', 'seats', 'enter', 'poll', 'leave', 'reserve', 'pay'], {
    ...ticketsInTime(),
    dropped_iterations: ['count==0'],
    'refused_429{scenario:reloaders}': ['count>0'],
    'refused_429{scenario:patient}': ['count==0'],
    'refused_503{scenario:patient}': ['count==0'],
  }),
};

export function setup() {
  return makeData(wanted);
}

/** @type {Record<string, {etag: string}>} what the browser of this virtual user keeps */
const kept = {};
/** @type {import('../lib/buyer.js').Visit | null} */
let visit = null;

/** @param {import('../lib/data.js').Data} data */
export function reload(data) {
  const concert = concertOf(data, exec.vu.idInTest);
  const [{ concertDateId }] = concert.dates;
  visit ??= join(concert.concertId, user(data.rich, patient + exec.vu.idInTest - 1));
  if (visit) {
    reloadPlace(visit);
  }
  reloadPage('dates', (how) => api.dates(concert.concertId, how));
  reloadPage('seats', (how) => api.seats(concert.concertId, concertDateId, 'available', how));
  sleep(pause);
}

/**
 * Polls at once, and enters again now and then; whose turn it is makes room.
 *
 * @param {import('../lib/buyer.js').Visit} mine
 */
function reloadPlace(mine) {
  const how = { impatient: true };
  const entering = turn() % 5 === 0;
  const { status, body } = entering
    ? api.enter(mine.concertId, mine.user.userId, mine.user.token, how)
    : api.poll(mine.concertId, mine.token, how);
  if (status === 429 || status === 503) {
    return;
  }
  if (status !== 200 && status !== 201) {
    visit = null;
    return;
  }
  if (body.status === 'ACTIVE') {
    api.leave(mine.concertId, body.tokenId);
    outcomes.walkedAway.add(1);
    visit = null;
  } else if (mine.place.status === 'WAITING' && body.position > mine.place.position) {
    breaks(broken.positionGrew, `from ${mine.place.position} to ${body.position}, who reloads`);
  } else {
    mine.place = body;
  }
}

/**
 * Asks whether the page has changed since, as a browser does.
 *
 * @param {string} page
 * @param {(how: Partial<api.Call>) => api.Answer<unknown>} ask
 */
function reloadPage(page, ask) {
  const headers = kept[page]?.etag ? { 'If-None-Match': kept[page].etag } : undefined;
  const { status, etag } = ask({ impatient: true, headers, expects: [200, 304] });
  if (status === 200) {
    kept[page] = { etag };
  }
}

/** @param {import('../lib/data.js').Data} data */
export function wait(data) {
  book(concertOf(data, turn()).concertId, user(data.rich, turn()));
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('refresh-storm');
