/** The data of a run: concerts and users, made through the API before it, or taken from a file. */
import exec from 'k6/execution';
import http from 'k6/http';
import { sleep } from 'k6';
import * as api from './api.js';
import { adminToken, baseUrl, choice, jwt, whole } from './config.js';
import { concertsOfFile, hasDataFile, hasTokensFile, ofDataFile, ofTokensFile, packed, tokenOf, user } from './users.js';

/**
 * @typedef {{concertId: string, dates: {concertDateId: string}[]}} Concert
 * @typedef {{concerts: Concert[], rich: import('./users.js').Users, poor: import('./users.js').Users, assignedBefore: number, openAt: number}} Data
 * openAt: when the concerts open, in ms since 1970; 0 or past where they are open
 */

/**
 * @typedef {Object} Wanted
 * @property {number} concerts
 * @property {number} dates of each concert
 * @property {number} seats of each date
 * @property {number} rich users with 1,000,000 points
 * @property {number} [poor] users without any
 * @property {Queue | Queue[]} queue of every concert, or of each one
 * @property {number} [openInSeconds] when the concerts are to open; now if left out
 */

/**
 * @typedef {{claimSeconds: number, activeSeconds: number, firstHoldSeconds: number, unpaidHolds: number, releaseSpread: number}} Limits
 * @typedef {{maxActive: number, admitPerSecond: number, proofOfWorkBits: number} & Limits} Queue admitPerSecond: 0 for no limit
 */

const SOURCES = ['auto', 'api'];
const POINTS = 1_000_000;
const PRICE = 10_000;
const ADMIN = '01990000-0000-7000-8000-00000000ad01';
const SETTINGS_IN_FORCE_SECONDS = 1.5;
/** @type {Limits} as the service has them where no operator has said anything */
export const LIMITS = { claimSeconds: 20, activeSeconds: 300, firstHoldSeconds: 60, unpaidHolds: 3, releaseSpread: 10 };

const source = choice('DATA', SOURCES);

/**
 * The waiting room of each concert, from the environment.
 *
 * @param {number} maxActive
 * @param {number} [admitPerSecond]
 * @param {Limits} [limits]
 * @returns {Queue}
 */
export function queueSettings(maxActive, admitPerSecond = 0, limits = LIMITS) {
  return {
    maxActive: whole('MAX_ACTIVE', maxActive),
    admitPerSecond: whole('ADMIT_PER_SECOND', admitPerSecond, 0),
    proofOfWorkBits: whole('PROOF_OF_WORK_BITS', 0, 0),
    claimSeconds: whole('CLAIM_SECONDS', limits.claimSeconds),
    activeSeconds: whole('ACTIVE_SECONDS', limits.activeSeconds),
    firstHoldSeconds: whole('FIRST_HOLD_SECONDS', limits.firstHoldSeconds),
    unpaidHolds: whole('UNPAID_HOLDS', limits.unpaidHolds, 0),
    releaseSpread: whole('RELEASE_SPREAD', limits.releaseSpread, 0),
  };
}

/**
 * To be called by setup(). Stops the run with one line that says what is wrong, and what to do about it.
 *
 * @param {Wanted} wanted
 * @returns {Data}
 */
export function makeData(wanted) {
  findService();
  const admin = adminToken || tokenOf(ADMIN, 'admin');
  const data = hasDataFile ? ofFile() : made(wanted, admin);
  if (data.concerts.length < 1 || data.rich.count < 1) {
    exec.test.abort('There is nothing to sell, or nobody to buy: at least one concert and one user with points are needed');
  }
  for (const [index, { concertId }] of data.concerts.entries()) {
    const { admitPerSecond, ...rest } = Array.isArray(wanted.queue) ? wanted.queue[index % wanted.queue.length] : wanted.queue;
    const settings = { ...rest, paused: false, ...(admitPerSecond > 0 ? { admitPerSecond } : {}) };
    operate('PUT', `/admin/concerts/${concertId}/queue`, settings, admin, [200]);
  }
  data.assignedBefore = assignedSeats(data.concerts);
  console.info(`${data.concerts.length} concerts, ${data.rich.count} users with points, ${data.poor.count} without`);
  sleep(SETTINGS_IN_FORCE_SECONDS);
  return data;
}

function findService() {
  const response = http.get(`${baseUrl}/api/v1/concerts?size=1`, { timeout: '5s' });
  if (response.status !== 200) {
    const why = response.status === 0 ? response.error : `status ${response.status}`;
    exec.test.abort(`No Onsale at ${baseUrl} (${why}): start one (./run-packaged), or say where it is (-e BASE_URL=http://host:port)`);
  }
}

/** @returns {Data} */
function ofFile() {
  const concerts = [...concertsOfFile];
  const opens = concerts.map(({ concertId }) => Date.parse(operate('GET', `/concerts/${concertId}`, null, '', [200]).openTime));
  return { concerts, ...ofDataFile(), assignedBefore: 0, openAt: Math.max(...opens) };
}

/**
 * @param {Wanted} wanted
 * @param {string} admin
 * @returns {Data}
 */
function made(wanted, admin) {
  const { concerts, dates, seats, rich, poor = 0, openInSeconds = 0 } = wanted;
  const demo = {
    concerts: openInSeconds > 0 ? 0 : concerts,
    datesPerConcert: dates,
    seatsPerDate: seats,
    richUsers: hasTokensFile ? 0 : rich,
    poorUsers: hasTokensFile ? 0 : poor,
  };
  const bulk = source === 'api' ? null : operate('POST', '/admin/demo-data', demo, admin, [201, 404]);
  const users = hasTokensFile ? registered(rich, poor) : bulk ? ofBulk(bulk) : opened(rich, poor);
  const openAt = openInSeconds > 0 ? Date.now() + openInSeconds * 1000 : 0;
  return {
    concerts: bulk && openAt === 0 ? bulk.concerts : announced(wanted, admin, openAt),
    ...users,
    assignedBefore: 0,
    openAt,
  };
}

/** @param {{richUserIds: string[], poorUserIds: string[]}} bulk */
function ofBulk(bulk) {
  return { rich: packed(bulk.richUserIds), poor: packed(bulk.poorUserIds) };
}

/**
 * Concerts through the calls that every installation has.
 *
 * @param {Wanted} wanted
 * @param {string} admin
 * @param {number} openAt
 * @returns {Concert[]}
 */
function announced({ concerts, dates, seats }, admin, openAt) {
  const DAY = 24 * 3600 * 1000;
  return Array.from({ length: concerts }, (_, number) => {
    const concert = {
      title: `Load test ${new Date().toISOString()} ${number + 1}`,
      artist: 'k6',
      ...(openAt > 0 ? { openTime: new Date(openAt).toISOString() } : {}),
    };
    const { concertId } = operate('POST', '/concerts', concert, admin, [201]);
    const scheduled = Array.from({ length: dates }, (_unused, day) => {
      const date = {
        date: new Date(Date.now() + (30 + day) * DAY).toISOString(),
        deadline: new Date(Date.now() + (29 + day) * DAY).toISOString(),
        seats: [{ grade: 'NORMAL', price: PRICE, count: seats }],
      };
      return { concertDateId: operate('POST', `/concerts/${concertId}/dates`, date, admin, [201]).concertDateId };
    });
    return { concertId, dates: scheduled };
  });
}

/**
 * Users without a token, through the calls that every installation has: two requests each.
 *
 * @param {number} rich
 * @param {number} poor
 */
function opened(rich, poor) {
  if (jwt) {
    exec.test.abort('With ONSALE_JWT=on and no demo data, users come from your identity provider: give USER_TOKENS_FILE and ADMIN_TOKEN');
  }
  const ids = Array.from({ length: rich + poor }, (_, number) => {
    const account = operate('POST', '/users', null, '', [201]);
    endow({ userId: account.userId, token: '' }, account.amount, number < rich);
    return account.userId;
  });
  return { rich: packed(ids.slice(0, rich)), poor: packed(ids.slice(rich)) };
}

/**
 * @param {number} rich
 * @param {number} poor
 */
function registered(rich, poor) {
  const users = ofTokensFile(rich, poor);
  for (let index = 0; index < rich + poor; index += 1) {
    const isRich = index < rich;
    const one = isRich ? user(users.rich, index) : user(users.poor, index - rich);
    const account = operate('POST', '/users', null, one.token, [200, 201]);
    endow(one, account.amount, isRich);
  }
  return users;
}

/**
 * @param {import('./users.js').User} one
 * @param {number} points
 * @param {boolean} rich
 */
function endow(one, points, rich) {
  if (rich && points < POINTS) {
    api.charge(one.userId, POINTS - points, one.token, `k6-${one.userId}-${Date.now()}`);
  } else if (!rich && points >= PRICE) {
    exec.test.abort(`User ${one.userId} is to have no points and has ${points}: set ONSALE_USER_WELCOME_POINTS=0, or take another user`);
  }
}

/**
 * An operator's call, outside of what is measured.
 *
 * @param {string} method
 * @param {string} path
 * @param {object | null} body
 * @param {string} token
 * @param {number[]} expects
 * @returns {any} the answer; null where it is not there and that was expected
 */
function operate(method, path, body, token, expects) {
  for (let attempt = 1; ; attempt += 1) {
    const response = http.request(method, `${baseUrl}/api/v1${path}`, body && JSON.stringify(body), {
      headers: { ...(body ? { 'Content-Type': 'application/json' } : {}), ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      tags: { name: `${method} setup`, step: 'setup' },
      timeout: '120s',
    });
    if (expects.includes(response.status)) {
      return response.status === 404 ? null : response.json();
    }
    if ((response.status === 429 || response.status === 503) && attempt <= 60) {
      sleep(Number(response.headers['Retry-After']) || 1);
      continue;
    }
    const help = {
      0: response.error,
      401: 'it asks for user tokens: ONSALE_JWT=on, or a good ADMIN_TOKEN',
      403: 'the token is none of an operator: ADMIN_TOKEN',
    }[response.status];
    exec.test.abort(`${method} ${baseUrl}/api/v1${path}: ${response.status} ${help ?? response.body}`);
  }
}

/**
 * @param {Data} data
 * @param {number} index
 * @returns {Concert}
 */
export function concertOf(data, index) {
  return data.concerts[index % data.concerts.length];
}

/**
 * @param {Concert[]} concerts
 * @returns {number}
 */
export function assignedSeats(concerts) {
  return countSeats(concerts, 'ASSIGNED');
}

/**
 * @param {Concert[]} concerts
 * @param {'ASSIGNED' | 'RESERVED'} status
 * @returns {number}
 */
export function countSeats(concerts, status) {
  let count = 0;
  for (const { concertId, dates } of concerts) {
    for (const { concertDateId } of dates) {
      const seats = operate('GET', `/concerts/${concertId}/dates/${concertDateId}/seats?status=all`, null, '', [200]);
      count += seats.filter((/** @type {api.Seat} */ seat) => seat.status === status).length;
    }
  }
  return count;
}

/** @returns {{holds: boolean, checks: {name: string, holds: boolean, violations: string[]}[]}} */
export function invariants() {
  return operate('GET', '/admin/invariants', null, adminToken || tokenOf(ADMIN, 'admin'), [200]);
}
