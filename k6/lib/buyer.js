/** The behaviour of buyers: enter the queue, wait as told, choose seats, pay or walk away; and the promises of Onsale to them meanwhile. */
import exec from 'k6/execution';
import { sleep } from 'k6';
import * as api from './api.js';
import { maxWaitSeconds, thinkSeconds } from './config.js';
import { breaks, broken, outcomes, queueTime, slotToTicket, soldMinusAssigned, timeToTicket, waitToldWrong } from './metrics.js';

/**
 * @typedef {Object} Visit
 * @property {string} concertId
 * @property {import('./users.js').User} user
 * @property {string} token the queue token
 * @property {api.Place} place
 * @property {number} enteredAt
 * @property {number} activeAt 0 while waiting
 * @property {number} thoughtMs since the slot
 */

/** @typedef {{reservation: api.Reservation, seats: number}} Hold */

const TOLD_FACTOR = 3;
const TOLD_SECONDS = 10;
const TRIES = 8;

/**
 * Looks at a page, half to one and a half times as long as people do on average.
 *
 * @param {Visit} [visit]
 */
export function think(visit) {
  const seconds = thinkSeconds * (0.5 + Math.random());
  sleep(seconds);
  if (visit) {
    visit.thoughtMs += seconds * 1000;
  }
}

/**
 * Enters and waits for the turn.
 *
 * @param {string} concertId
 * @param {import('./users.js').User} user
 * @param {{giveUpAt?: number, isHopeless?: () => boolean}} [patience] giveUpAt: after MAX_WAIT if left out; isHopeless: asked now and then
 * @returns {Visit | null} null where the buyer is not in
 */
export function getIn(concertId, user, patience = {}) {
  const visit = join(concertId, user);
  return visit && waitForTurn(visit, patience) ? visit : null;
}

/**
 * @param {string} concertId
 * @param {import('./users.js').User} user
 * @returns {Visit | null}
 */
export function join(concertId, user) {
  const enteredAt = Date.now();
  const { status, body, code } = api.enter(concertId, user.userId, user.token);
  if (status === 409 && code === 'SALE_OVER') {
    outcomes.soldOut.add(1);
  }
  if (status !== 201) {
    return null;
  }
  return { concertId, user, token: body.tokenId, place: body, enteredAt, activeAt: 0, thoughtMs: 0 };
}

/**
 * Polls as told until the turn has come.
 *
 * @param {Visit} visit
 * @param {{giveUpAt?: number, isHopeless?: () => boolean}} [patience]
 * @returns {boolean} false where the buyer gave up, or lost the place
 */
export function waitForTurn(visit, { giveUpAt = visit.enteredAt + maxWaitSeconds * 1000, isHopeless = () => false } = {}) {
  /** @type {{seconds: number, at: number} | null} */
  let told = null;
  for (let polls = 1; visit.place.status === 'WAITING'; polls += 1) {
    if (told === null && visit.place.waitSeconds !== null) {
      told = { seconds: visit.place.waitSeconds, at: Date.now() };
    }
    if (Date.now() >= giveUpAt) {
      giveUp(visit);
      return false;
    }
    sleep(visit.place.pollAfterMs / 1000);
    if (visit.place.saleOver || (polls % 3 === 0 && isHopeless())) {
      outcomes.soldOut.add(1);
      api.leave(visit.concertId, visit.token);
      return false;
    }
    if (!ask(visit)) {
      return false;
    }
  }
  visit.activeAt = Date.now();
  queueTime.add(visit.activeAt - visit.enteredAt);
  if (told) {
    const waited = (visit.activeAt - told.at) / 1000;
    const far = waited > told.seconds * TOLD_FACTOR + TOLD_SECONDS || waited < told.seconds / TOLD_FACTOR - TOLD_SECONDS;
    waitToldWrong.add(far);
  }
  return true;
}

/**
 * @param {Visit} visit
 * @returns {boolean} false where the place is gone
 */
function ask(visit) {
  const { status, body, code } = api.poll(visit.concertId, visit.token);
  if (status !== 200) {
    if (status === 401) {
      breaks(broken.placeLost, `user ${visit.user.userId} polled as told, was at ${visit.place.position}, and is answered ${code}`);
    }
    return false;
  }
  if (visit.place.status === 'WAITING' && body.status === 'WAITING' && body.position > visit.place.position) {
    breaks(broken.positionGrew, `from ${visit.place.position} to ${body.position}, user ${visit.user.userId}`);
  }
  visit.place = body;
  return true;
}

/** @param {Visit} visit */
function giveUp(visit) {
  outcomes.gaveUpWaiting.add(1);
  if (visit.place.waitSeconds === null) {
    breaks(broken.waitUntold, `user ${visit.user.userId} at ${visit.place.position} has never been told how long it takes`);
  }
  api.leave(visit.concertId, visit.token);
}

/**
 * Chooses seats that look free until some are held, of any date of the concert that has some.
 *
 * @param {Visit} visit
 * @param {number} [count] how many seats
 * @returns {Hold | null} null where there are none left, or the buyer may have no more
 */
export function choose(visit, count = 1) {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const dates = api.dates(visit.concertId);
    const open = dates.status === 200 ? dates.body.filter((date) => date.remainingSeatCount >= count) : [];
    if (open.length === 0) {
      outcomes.soldOut.add(1);
      return null;
    }
    const { concertDateId } = any(open);
    const seats = api.seats(visit.concertId, concertDateId);
    if (seats.status !== 200 || seats.body.length < count) {
      continue;
    }
    think(visit);
    const seatIds = someOf(seats.body, count).map((seat) => seat.seatId);
    const answer = holdSeats(visit, concertDateId, seatIds);
    if (answer !== 'taken') {
      return answer;
    }
  }
  return null;
}

/**
 * @param {Visit} visit
 * @param {string} concertDateId
 * @param {string[]} seatIds
 * @returns {Hold | null | 'taken'} taken where it is worth another try
 */
export function holdSeats(visit, concertDateId, seatIds) {
  const { status, body, code } = api.reserve(visit.concertId, concertDateId, seatIds, visit.token);
  if (status === 200 || status === 201) {
    outcomes.holds.add(1);
    return { reservation: body, seats: seatIds.length };
  }
  if (status === 409 && code === 'SEAT_TAKEN') {
    outcomes.conflicts.add(1);
    return 'taken';
  }
  if (status === 401 || status === 403) {
    return isInAgain(visit) ? 'taken' : null;
  }
  if (status === 409 && code === 'SEAT_LIMIT') {
    outcomes.seatLimits.add(1);
  } else if (status === 409) {
    breaks(broken.unexpected, `reserve 409 ${code}`);
  }
  return null;
}

/**
 * A turn may end before the buyer has chosen, but not before its time; where the queue has lost its memory, asking gives the place back.
 *
 * @param {Visit} visit
 * @returns {boolean} whether the buyer has a slot again
 */
function isInAgain(visit) {
  if (Date.now() >= Date.parse(visit.place.expiresAt ?? '')) {
    outcomes.turnsOver.add(1);
    return false;
  }
  if (!ask(visit)) {
    return false;
  }
  outcomes.cameBack.add(1);
  visit.enteredAt = Date.now();
  return waitForTurn(visit);
}

/**
 * Pays, with points enough: whoever has a seat and the money gets the ticket.
 *
 * @param {Visit} visit
 * @param {Hold} hold
 * @returns {boolean}
 */
export function buy(visit, { reservation, seats }) {
  const { status, body, code } = api.pay(reservation.reservationId, visit.token);
  if (status !== 200 || body.status !== 'SUCCESS' || body.amount !== reservation.price) {
    breaks(broken.unpaid, `reservation ${reservation.reservationId} until ${reservation.expiresAt}: ${status} ${code}`);
    api.leave(visit.concertId, visit.token);
    return false;
  }
  outcomes.bookings.add(1);
  outcomes.seatsSold.add(seats);
  soldMinusAssigned.add(seats);
  slotToTicket.add(Date.now() - visit.activeAt - visit.thoughtMs);
  return true;
}

/**
 * Pays without having the points, and leaves: the seats are back on sale when the hold ends.
 *
 * @param {Visit} visit
 * @param {Hold} hold
 */
export function failToPay(visit, { reservation }) {
  const { status, code } = api.pay(reservation.reservationId, visit.token);
  if (status === 402) {
    outcomes.declined.add(1);
  } else if (status !== 0 && status !== 429 && status !== 503) {
    breaks(broken.unexpected, `pay ${status} ${code}, and the buyer has no points`);
  }
  api.leave(visit.concertId, visit.token);
}

/**
 * The whole way to a ticket.
 *
 * @param {string} concertId
 * @param {import('./users.js').User} user
 * @param {{seats?: number, isHopeless?: () => boolean}} [how]
 * @returns {boolean} whether there is one
 */
export function book(concertId, user, { seats = 1, isHopeless } = {}) {
  const visit = getIn(concertId, user, { isHopeless });
  if (!visit) {
    return false;
  }
  think(visit);
  const hold = choose(visit, seats);
  if (!hold) {
    api.leave(concertId, visit.token);
    return false;
  }
  think(visit);
  return buy(visit, hold);
}

/**
 * The whole way to a ticket, of somebody who looks for a seat until there is one, and enters again whenever the turn is over.
 *
 * @param {string} concertId
 * @param {import('./users.js').User} user
 * @param {number} giveUpAt
 * @returns {boolean} whether there is one
 */
export function insist(concertId, user, giveUpAt) {
  const cameAt = Date.now();
  while (Date.now() < giveUpAt) {
    const visit = getIn(concertId, user, { giveUpAt });
    const hold = visit && lookFor(visit, giveUpAt);
    think(visit ?? undefined);
    if (visit && hold) {
      const bought = buy(visit, hold);
      if (bought) {
        timeToTicket.add(Date.now() - cameAt);
      }
      return bought;
    }
  }
  return false;
}

/**
 * @param {Visit} visit
 * @param {number} giveUpAt
 * @returns {Hold | null} null where the turn has ended before there was one
 */
function lookFor(visit, giveUpAt) {
  const until = Math.min(giveUpAt, Date.parse(visit.place.expiresAt ?? ''));
  while (Date.now() < until) {
    const hold = isSoldOut(visit.concertId) ? null : choose(visit);
    if (hold) {
      return hold;
    }
    think(visit);
  }
  return null;
}

/**
 * Looks around without entering the queue.
 *
 * @param {string} concertId
 */
export function browse(concertId) {
  api.concerts();
  think();
  const dates = api.dates(concertId);
  think();
  if (dates.status === 200 && dates.body.length > 0) {
    api.seats(concertId, any(dates.body).concertDateId);
    think();
  }
}

/**
 * @param {string} concertId
 * @returns {boolean} whether no seat is left at any date
 */
export function isSoldOut(concertId) {
  const dates = api.dates(concertId);
  return dates.status === 200 && dates.body.every((date) => date.remainingSeatCount === 0);
}

/** @returns {number} of this run of the scenario, counted over all virtual users and machines */
export function turn() {
  return exec.scenario.iterationInTest;
}

/**
 * @template T
 * @param {T[]} list
 * @returns {T}
 */
export function any(list) {
  return list[Math.floor(Math.random() * list.length)];
}

/**
 * @template T
 * @param {T[]} list
 * @param {number} count at most as many as there are
 * @returns {T[]} different ones
 */
export function someOf(list, count) {
  const first = Math.floor(Math.random() * (list.length - count + 1));
  return list.slice(first, first + count);
}
