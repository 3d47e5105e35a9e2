/**
 * People who keep seats and slots for nothing, each kind at a concert of its own, beside people who want to buy there: for how long do the
 * former keep the latter out? Turns and holds are a fifth of their defaults. The times that people take, the limits of a user, and the
 * spread in which a cancelled seat comes back, which hoarders have to meet, are not shortened.
 */
import exec from 'k6/execution';
import * as api from '../lib/api.js';
import { buy, getIn, holdSeats, insist, isSoldOut, turn } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { choice, decimal, finishSeconds, seconds, whole } from '../lib/config.js';
import { makeData, queueSettings } from '../lib/data.js';
import { chase, haunt, hoard, letGo, pin, sleepUntil, TRIES_PER_SECOND, tryToHold } from '../lib/hoarder.js';
import { extra } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

/** @typedef {import('../lib/data.js').Data & {seatIds: string[][]}} Hoarded seatIds: by concert, where it matters which seat is whose */

const chosen = choice('CASE', ['all', 'hoarders', 'pinners', 'ghosts', 'catchers']);
/** The setting of the service: `onsale.reservation.hold`. */
const holdSeconds = seconds('HOLD_TIME', '1m');
const slackSeconds = seconds('SLACK', '10s');
const queue = queueSettings(10, 0, { claimSeconds: 4, activeSeconds: 60, firstHoldSeconds: 12, unpaidHolds: 3, releaseSpread: 10 });
const seats = whole('SEATS', 50);
const people = {
  hoarders: whole('HOARDERS', 13),
  watchers: whole('WATCHERS', 4),
  pinners: queue.maxActive,
  queuers: whole('QUEUERS', 20),
  ghosts: whole('GHOSTS', 60),
  followers: whole('FOLLOWERS', 10),
};
const lanes = whole('LANES', 8);
const rounds = Math.ceil(whole('CANCELS', 96) / lanes);
const accompliceTries = decimal('ACCOMPLICE_TRIES', TRIES_PER_SECOND);

const cancels = rounds * lanes;
const SEATS_OF_A_USER = 4;
/** The number of people who want a cancelled seat, the accomplice among them. */
const CATCHERS = 10;
/** The time after which the people come who are to be kept out. */
const BEHIND_SECONDS = 5;
/** The parts of a round: people must be in before the seat is cancelled, and done when the next round begins. */
const ROUND_BEFORE_SECONDS = 3;
const ROUND_AFTER_SECONDS = 2;
const roundSeconds = ROUND_BEFORE_SECONDS + queue.releaseSpread + ROUND_AFTER_SECONDS;

/** A hoarder who holds a seat at the end of the turn has it, and the slot, for one hold more. */
const twoTurnsSeconds = queue.activeSeconds + holdSeconds;
/** The time until a buyer who looks for a seat all the while has a ticket. */
const hoardedSeconds = seconds('HOARDED_AT_MOST', `${twoTurnsSeconds}s`);
const hasWork = queue.proofOfWorkBits > 0;
/**
 * With work at the door, the one machine that works for all ghosts has done less than half of it when the people who came with it have done
 * theirs.
 */
const ghostsAhead = hasWork ? people.ghosts / 2 : people.ghosts;
/** A ghost asks, and so claims its slot, within half the claim window. */
const hauntedSeconds = Math.ceil(ghostsAhead / queue.maxActive) * (queue.firstHoldSeconds + queue.claimSeconds / 2);
/** The fair share is one in ten; three standard deviations of so many draws are luck. */
const caughtAtMost = 1 / CATCHERS + 3 * Math.sqrt(((1 / CATCHERS) * (1 - 1 / CATCHERS)) / cancels);

/** The concert of each kind; the concerts behind these are for the seats that are cancelled. */
const HOARDED = 0;
const PINNED = 1;
const HAUNTED = 2;
const CAUGHT = 3;
const withoutWork = { ...queue, proofOfWorkBits: 0 };
const queues = [
  { ...withoutWork, maxActive: people.hoarders + people.watchers },
  withoutWork,
  queue,
  ...Array.from({ length: Math.ceil(cancels / seats) }, () => ({
    ...withoutWork,
    maxActive: 2 * lanes * (CATCHERS + 1),
    // Nobody loses the slot while the seat is away.
    activeSeconds: 300,
    firstHoldSeconds: 2 * roundSeconds,
  })),
];
/** Users by what they do, as numbers among those with points and those without. */
const rich = { watchers: 0, queuers: people.watchers, followers: 0, catchers: 0, scout: 0 };
rich.followers = rich.queuers + people.queuers;
rich.catchers = rich.followers + people.followers;
rich.scout = rich.catchers + cancels * CATCHERS;
const poor = { hoarders: 0, pinners: people.hoarders, ghosts: people.hoarders + people.pinners, owners: 0 };
poor.owners = poor.ghosts + people.ghosts;
const wanted = { concerts: queues.length, dates: 1, seats, rich: rich.scout + 1, poor: poor.owners + cancels, queue: queues };

/**
 * @param {string} does the function that one of them runs
 * @param {number} count
 * @param {number} [startSeconds]
 * @returns {import('k6/options').Scenario}
 */
function each(does, count, startSeconds = 0) {
  const longest = Math.max(2 * (twoTurnsSeconds + slackSeconds), 2 * (hauntedSeconds + slackSeconds), (rounds + 1) * roundSeconds);
  const maxDuration = `${Math.ceil(longest) + finishSeconds}s`;
  return { executor: 'per-vu-iterations', vus: count, iterations: 1, startTime: `${startSeconds}s`, maxDuration, exec: does };
}

/**
 * @param {string} scenario of people who do as they are told
 * @param {number} count
 * @returns {import('../lib/checks.js').Thresholds} all of them get a ticket, and none is refused
 */
function served(scenario, count) {
  return {
    [`bookings{scenario:${scenario}}`]: [`count==${count}`],
    [`refused_429{scenario:${scenario}}`]: ['count==0'],
    [`refused_503{scenario:${scenario}}`]: ['count==0'],
  };
}

/** @type {Record<string, {scenarios: Record<string, import('k6/options').Scenario>, thresholds: import('../lib/checks.js').Thresholds}>} */
const cases = {
  hoarders: {
    scenarios: { hoarders: each('hoardSeats', people.hoarders), watchers: each('watch', people.watchers, BEHIND_SECONDS) },
    thresholds: {
      ...served('watchers', people.watchers),
      found_nothing_at_first: [`count==${people.watchers}`],
      'time_to_ticket{scenario:watchers}': [`max<${hoardedSeconds * 1000}`],
    },
  },
  pinners: {
    scenarios: { pinners: each('pinSlots', people.pinners), queuers: each('queueUp', people.queuers, BEHIND_SECONDS) },
    thresholds: {
      ...served('queuers', people.queuers),
      'holds{scenario:pinners}': [`count>=${2 * people.pinners}`],
      'queue_time{scenario:queuers}': [`max<${(twoTurnsSeconds + slackSeconds) * 1000}`],
    },
  },
  ghosts: {
    scenarios: { ghosts: each('sendGhosts', 1), followers: each('follow', people.followers, hasWork ? 0 : BEHIND_SECONDS) },
    thresholds: {
      ...served('followers', people.followers),
      ghost_slots: [hasWork ? 'count>0' : `count==${people.ghosts}`],
      'queue_time{scenario:followers}': [`max<${(hauntedSeconds + slackSeconds) * 1000}`],
    },
  },
  catchers: {
    scenarios: { catchers: each('catchSeats', lanes * CATCHERS) },
    thresholds: {
      'cancelled{scenario:catchers}': [`count==${cancels}`],
      'bookings{scenario:catchers}': [`count==${cancels}`],
      caught_by_accomplice: [`rate<${caughtAtMost.toFixed(3)}`],
    },
  },
};
const running = Object.keys(cases).filter((name) => chosen === 'all' || name === chosen);

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: Object.assign({}, ...running.map((name) => cases[name].scenarios)),
  thresholds: thresholds(['seats', 'enter', 'poll', 'reserve', 'pay', 'cancel'], {
    ...ticketsInTime(),
    ...Object.assign({}, ...running.map((name) => cases[name].thresholds)),
  }),
};

/** @returns {Hoarded} */
export function setup() {
  if (people.hoarders * SEATS_OF_A_USER < seats) {
    exec.test.abort(`${people.hoarders} hoarders cannot hold ${seats} seats, four each: more HOARDERS or fewer SEATS`);
  }
  const data = makeData(wanted);
  if (data.concerts.length < wanted.concerts || data.rich.count < wanted.rich || data.poor.count < wanted.poor) {
    exec.test.abort(`${wanted.concerts} concerts, ${wanted.rich} users with points and ${wanted.poor} without are needed: nobody comes twice`);
  }
  checkHoldTime(data);
  const seatIds = data.concerts.map((_, index) => (index === HOARDED || index >= CAUGHT ? freeSeats(data, index) : []));
  return { ...data, seatIds };
}

/**
 * What the thresholds go by is no setting of a queue, and cannot be asked for.
 *
 * @param {import('../lib/data.js').Data} data
 */
function checkHoldTime(data) {
  const { concertId, concertDateId } = target(data, PINNED);
  const [seatId] = freeSeats(data, PINNED);
  const visit = getIn(concertId, user(data.rich, rich.scout));
  const hold = visit && tryToHold(visit, concertDateId, [seatId]).hold;
  if (!visit || !hold) {
    exec.test.abort(`No seat of concert ${concertId} could be held`);
    return;
  }
  const lasts = Math.round((Date.parse(hold.reservation.expiresAt) - Date.now()) / 1000);
  letGo(visit, hold);
  api.leave(concertId, visit.token);
  if (Math.abs(lasts - holdSeconds) > 1) {
    exec.test.abort(`Holds last ${lasts} s: say so (-e HOLD_TIME=${lasts}s), or start the service with ONSALE_RESERVATION_HOLD=${holdSeconds}s`);
  }
}

/**
 * @param {import('../lib/data.js').Data} data
 * @param {number} index of the concert
 * @returns {string[]}
 */
function freeSeats(data, index) {
  const { concertId, concertDateId } = target(data, index);
  const { status, body } = api.seats(concertId, concertDateId);
  if (status !== 200 || body.length !== seats) {
    exec.test.abort(`${seats} free seats are needed at the first date of concert ${concertId}`);
  }
  return body.map(({ seatId }) => seatId);
}

/**
 * @param {import('../lib/data.js').Data} data
 * @param {number} index of the concert
 * @returns {import('../lib/hoarder.js').Target}
 */
function target(data, index) {
  const { concertId, dates } = data.concerts[index];
  return { concertId, concertDateId: dates[0].concertDateId, queue: queues[index] };
}

/**
 * @param {number} inTime seconds
 * @returns {number} when everybody gives up: where it takes longer than it may, the run is to say how long
 */
function end(inTime) {
  return exec.scenario.startTime + 2 * (inTime + slackSeconds) * 1000;
}

/** @param {Hoarded} data */
export function hoardSeats(data) {
  const first = turn() * SEATS_OF_A_USER;
  hoard(target(data, HOARDED), user(data.poor, poor.hoarders + turn()), data.seatIds[HOARDED].slice(first, first + SEATS_OF_A_USER), end(twoTurnsSeconds));
}

/** @param {Hoarded} data */
export function watch(data) {
  const { concertId } = target(data, HOARDED);
  if (isSoldOut(concertId)) {
    extra.foundNothing.add(1);
  }
  insist(concertId, user(data.rich, rich.watchers + turn()), end(twoTurnsSeconds));
}

/** @param {Hoarded} data */
export function pinSlots(data) {
  pin(target(data, PINNED), user(data.poor, poor.pinners + turn()), end(twoTurnsSeconds));
}

/** @param {Hoarded} data */
export function queueUp(data) {
  insist(target(data, PINNED).concertId, user(data.rich, rich.queuers + turn()), end(twoTurnsSeconds));
}

/** @param {Hoarded} data */
export function sendGhosts(data) {
  const users = Array.from({ length: people.ghosts }, (_, index) => user(data.poor, poor.ghosts + index));
  haunt(target(data, HAUNTED).concertId, users, end(hauntedSeconds));
}

/** @param {Hoarded} data */
export function follow(data) {
  insist(target(data, HAUNTED).concertId, user(data.rich, rich.followers + turn()), end(hauntedSeconds));
}

/** @param {Hoarded} data */
export function catchSeats(data) {
  const lane = Math.floor(turn() / CATCHERS);
  for (let round = 0; round < rounds; round += 1) {
    // The lanes start at different times, so that not all of them ask in the same instant.
    const starts = exec.scenario.startTime + (round + lane / lanes) * roundSeconds * 1000;
    sleepUntil(starts);
    catchOne(data, round * lanes + lane, turn() % CATCHERS, starts + ROUND_BEFORE_SECONDS * 1000);
  }
}

/**
 * @param {Hoarded} data
 * @param {number} number of the seat, of all that are cancelled
 * @param {number} catcher 0 is the accomplice of whoever cancels
 * @param {number} cancelAt
 */
function catchOne(data, number, catcher, cancelAt) {
  const index = CAUGHT + Math.floor(number / seats);
  const { concertId, concertDateId } = target(data, index);
  const seatId = data.seatIds[index][number % seats];
  const isAccomplice = catcher === 0;
  const visit = getIn(concertId, user(data.rich, rich.catchers + number * CATCHERS + catcher));
  if (!visit) {
    return;
  }
  if (isAccomplice) {
    const owner = getIn(concertId, user(data.poor, poor.owners + number));
    const held = owner && holdSeats(owner, concertDateId, [seatId]);
    if (owner && held && held !== 'taken') {
      api.leave(concertId, owner.token); // a hold needs no slot
      sleepUntil(cancelAt);
      letGo(owner, held);
    }
  } else {
    sleepUntil(cancelAt - Math.random() * 1000);
  }
  const hold = chase(visit, concertDateId, seatId, isAccomplice ? accompliceTries : TRIES_PER_SECOND, cancelAt + (queue.releaseSpread + 1) * 1000);
  if (hold) {
    extra.caughtByAccomplice.add(isAccomplice);
    buy(visit, hold);
  } else {
    api.leave(concertId, visit.token);
  }
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('hoarding');
