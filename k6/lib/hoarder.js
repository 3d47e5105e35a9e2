/**
 * The behaviour of people who keep seats and slots for nothing: they go to the edge of each limit, ask as often as the limits of a user let
 * them, and do not wait where they are told to.
 */
import { sleep } from 'k6';
import * as api from './api.js';
import { any, getIn, join, someOf } from './buyer.js';
import { extra, outcomes } from './metrics.js';

/**
 * @typedef {import('./buyer.js').Visit} Visit
 * @typedef {import('./buyer.js').Hold} Hold
 * @typedef {import('./data.js').Queue} Queue
 * @typedef {{concertId: string, concertDateId: string, queue: Queue}} Target
 */

/** The steady rate of requests that a user may make: `onsale.rate-limits.reserve.user.per-second`. */
export const TRIES_PER_SECOND = 2;
const SEATS_OF_A_USER = 4;
/** The time before the end of a turn to act: late enough to gain the most, early enough to be served. */
const LAST_MOMENT_MS = 1500;
const POLL_EVERY_SECONDS = 0.1;

/** @param {number} at */
export function sleepUntil(at) {
  sleep(Math.max(0, at - Date.now()) / 1000);
}

/**
 * @param {Visit} visit
 * @param {string} concertDateId
 * @param {string[]} seatIds
 * @returns {{hold: Hold | null, isOver: boolean}} isOver: the turn has ended
 */
export function tryToHold(visit, concertDateId, seatIds) {
  const { status, body, code } = api.reserve(visit.concertId, concertDateId, seatIds, visit.token, { impatient: true });
  if (status === 200 || status === 201) {
    outcomes.holds.add(1);
    return { hold: { reservation: body, seats: seatIds.length }, isOver: false };
  }
  if (code === 'SEAT_TAKEN') {
    outcomes.conflicts.add(1);
  } else if (code === 'HOLD_COOL_DOWN') {
    outcomes.cooledDown.add(1);
  } else if (status === 401) {
    outcomes.turnsOver.add(1);
  }
  return { hold: null, isOver: status === 401 };
}

/**
 * Tries to hold one seat again and again.
 *
 * @param {Visit} visit
 * @param {string} concertDateId
 * @param {string} seatId
 * @param {number} perSecond
 * @param {number} until
 * @returns {Hold | null} null where somebody else had it
 */
export function chase(visit, concertDateId, seatId, perSecond, until) {
  while (Date.now() < until) {
    const triedAt = Date.now();
    const { hold, isOver } = tryToHold(visit, concertDateId, [seatId]);
    if (hold || isOver) {
      // This time is not spent by the service.
      visit.thoughtMs = Date.now() - visit.activeAt;
      return hold;
    }
    sleepUntil(triedAt + 1000 / perSecond);
  }
  return null;
}

/**
 * @param {Visit} visit
 * @param {Hold} hold
 */
export function letGo(visit, { reservation }) {
  if (api.cancel(reservation.reservationId, visit.token).status === 200) {
    outcomes.cancelled.add(1);
  }
}

/**
 * Holds seats, cancels in time to hold the same or others again before the turn ends, keeps those for as long as they last, and comes back.
 *
 * @param {Target} target
 * @param {import('./users.js').User} user
 * @param {string[]} seatIds to begin with
 * @param {number} until
 */
export function hoard(target, user, seatIds, until) {
  let wanted = seatIds;
  while (Date.now() < until) {
    const visit = getIn(target.concertId, user, { giveUpAt: until });
    if (visit) {
      holdForATurn(target, visit, wanted, until);
    }
    sleep(1 / TRIES_PER_SECOND);
    wanted = seatsLeft(target);
  }
}

/**
 * @param {Target} target
 * @param {Visit} visit
 * @param {string[]} seatIds
 * @param {number} until
 */
function holdForATurn(target, visit, seatIds, until) {
  const { activeSeconds, releaseSpread } = target.queue;
  const renewAt = visit.activeAt + (activeSeconds - releaseSpread) * 1000 - LAST_MOMENT_MS;
  let wanted = seatIds;
  let backAt = 0;
  while (Date.now() < until) {
    const { hold, isOver } = wanted.length > 0 ? tryToHold(visit, target.concertDateId, wanted) : { hold: null, isOver: false };
    if (isOver) {
      return;
    }
    if (hold && Date.now() >= renewAt) {
      sleepUntil(Math.min(Date.parse(hold.reservation.expiresAt), until));
      return;
    }
    if (hold && renewAt < until) {
      sleepUntil(renewAt);
      letGo(visit, hold);
      backAt = Date.now() + releaseSpread * 1000;
    } else if (hold) {
      sleepUntil(until);
    }
    sleep(1 / TRIES_PER_SECOND);
    // Only the hoarder knows that these seats come back, or which of all seats belong together.
    wanted = Date.now() < backAt ? wanted : seatsLeft(target);
  }
}

/**
 * @param {Target} target
 * @returns {string[]} some that look free, as many as a user may have
 */
function seatsLeft({ concertId, concertDateId }) {
  const { status, body } = api.seats(concertId, concertDateId);
  return status === 200 ? someOf(body, Math.min(SEATS_OF_A_USER, body.length)).map(({ seatId }) => seatId) : [];
}

/**
 * Holds a seat and cancels at once, so that the slot lasts as long as the turn; holds one in the last moment, so that it lasts as long as that.
 *
 * @param {Target} target
 * @param {import('./users.js').User} user
 * @param {number} until
 */
export function pin({ concertId, concertDateId, queue }, user, until) {
  while (Date.now() < until) {
    const visit = getIn(concertId, user, { giveUpAt: until });
    if (visit) {
      const turnEnds = visit.activeAt + queue.activeSeconds * 1000;
      const first = holdAny(visit, concertDateId);
      if (first) {
        letGo(visit, first);
      }
      sleepUntil(Math.min(turnEnds - LAST_MOMENT_MS, until));
      const last = holdAny(visit, concertDateId);
      sleepUntil(Math.min(last ? Date.parse(last.reservation.expiresAt) : turnEnds, until));
    }
    sleep(1 / TRIES_PER_SECOND);
  }
}

/**
 * @param {Visit} visit
 * @param {string} concertDateId
 * @returns {Hold | null}
 */
function holdAny(visit, concertDateId) {
  const TRIES = 3;
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const { status, body } = api.seats(visit.concertId, concertDateId);
    const { hold } = status === 200 && body.length > 0 ? tryToHold(visit, concertDateId, [any(body).seatId]) : { hold: null };
    if (hold) {
      return hold;
    }
  }
  return null;
}

/**
 * One machine that has many enter, one after the other, claims their slots, and does nothing with them.
 *
 * @param {string} concertId
 * @param {import('./users.js').User[]} users
 * @param {number} until
 */
export function haunt(concertId, users, until) {
  /** @type {{visit: Visit, pollAt: number}[]} */
  let ghosts = [];
  for (let entered = 0; Date.now() < until && (entered < users.length || ghosts.length > 0); ) {
    if (entered < users.length) {
      const visit = join(concertId, users[entered]);
      ghosts.push(...(visit ? [{ visit, pollAt: 0 }] : []));
      entered += 1;
    } else {
      sleep(POLL_EVERY_SECONDS);
    }
    ghosts = ghosts.filter((ghost) => isStillOut(ghost));
  }
}

/**
 * @param {{visit: Visit, pollAt: number}} ghost
 * @returns {boolean}
 */
function isStillOut(ghost) {
  const { visit } = ghost;
  if (visit.place.status === 'WAITING' && ghost.pollAt === 0) {
    ghost.pollAt = Date.now() + visit.place.pollAfterMs;
  }
  if (visit.place.status === 'WAITING' && Date.now() >= ghost.pollAt) {
    const { status, body } = api.poll(visit.concertId, visit.token);
    if (status !== 200) {
      return false;
    }
    visit.place = body;
    ghost.pollAt = Date.now() + body.pollAfterMs;
  }
  if (visit.place.status === 'ACTIVE') {
    extra.ghostSlots.add(1);
    return false;
  }
  return true;
}
