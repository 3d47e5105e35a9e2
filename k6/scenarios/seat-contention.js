/** Everybody wants the same seat in the same instant, in several rounds: each seat is sold once, and everybody else is told at once. */
import { sleep } from 'k6';
import exec from 'k6/execution';
import * as api from '../lib/api.js';
import { buy, getIn, holdSeats } from '../lib/buyer.js';
import { closeTheBooks, common, thresholds, ticketsInTime } from '../lib/checks.js';
import { finishSeconds, seconds, whole } from '../lib/config.js';
import { makeData, queueSettings } from '../lib/data.js';
import { extra } from '../lib/metrics.js';
import { summaryOf } from '../lib/summary.js';
import { user } from '../lib/users.js';

const buyers = whole('USERS', 200);
const rounds = whole('ROUNDS', 5);
const roundSeconds = seconds('ROUND', '10s');
const wanted = {
  concerts: 1,
  dates: 1,
  seats: rounds,
  rich: buyers * rounds,
  queue: queueSettings(buyers),
};

/** @type {import('k6/options').Options} */
export const options = {
  ...common,
  scenarios: {
    contention: { executor: 'per-vu-iterations', vus: buyers, iterations: rounds, maxDuration: `${rounds * roundSeconds + finishSeconds}s` },
  },
  thresholds: thresholds(['enter', 'poll', 'leave', 'reserve', 'pay'], {
    ...ticketsInTime(),
    bookings: [`count==${rounds}`],
    contended_seats_won: [`count==${rounds}`],
    conflicts: [`count==${(buyers - 1) * rounds}`],
  }),
};

/** @typedef {import('../lib/data.js').Data & {seatIds: string[]}} Contended */

/** @returns {Contended} */
export function setup() {
  const data = makeData(wanted);
  const [{ concertId, dates }] = data.concerts;
  const seats = api.seats(concertId, dates[0].concertDateId);
  if (seats.status !== 200 || seats.body.length < rounds) {
    exec.test.abort(`${rounds} free seats are needed at the first date of concert ${concertId}`);
  }
  return { ...data, seatIds: seats.body.slice(0, rounds).map((seat) => seat.seatId) };
}

/** @param {Contended} data */
export default function contend(data) {
  const round = exec.vu.iterationInScenario;
  const [{ concertId, dates }] = data.concerts;
  const visit = getIn(concertId, user(data.rich, round * buyers + exec.vu.idInTest - 1));
  if (!visit) {
    return;
  }
  const starts = exec.scenario.startTime + (round + 1) * roundSeconds * 1000;
  const wait = Math.max(0, starts - Date.now());
  sleep(wait / 1000);
  visit.thoughtMs += wait;
  const hold = holdSeats(visit, dates[0].concertDateId, [data.seatIds[round]]);
  if (hold && hold !== 'taken') {
    extra.wins.add(1);
    buy(visit, hold);
  } else {
    api.leave(concertId, visit.token);
  }
}

export const teardown = closeTheBooks;
export const handleSummary = summaryOf('seat-contention');
