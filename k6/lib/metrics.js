/** The counters and timers of a run, beside those of k6 itself. */
import { Counter, Gauge, Rate, Trend } from 'k6/metrics';

export const STEPS = ['concerts', 'dates', 'seats', 'challenge', 'enter', 'poll', 'leave', 'reserve', 'pay', 'cancel', 'charge', 'points'];

/** The time of served requests, by step. Requests that were refused or unanswered are counted elsewhere. */
export const stepTime = Object.fromEntries(STEPS.map((step) => [step, new Trend(`step_${step}`, true)]));

export const outcomes = {
  bookings: new Counter('bookings'),
  seatsSold: new Counter('seats_sold'),
  cancelled: new Counter('cancelled'),
  holds: new Counter('holds'),
  walkedAway: new Counter('walked_away'),
  conflicts: new Counter('conflicts'),
  seatLimits: new Counter('seat_limits'),
  soldOut: new Counter('sold_out'),
  declined: new Counter('declined'),
  gaveUpWaiting: new Counter('gave_up_waiting'),
  turnsOver: new Counter('turns_over'),
  cameBack: new Counter('came_back'),
  cooledDown: new Counter('cooled_down'),
  refused409: new Counter('refused_409'),
  refused429: new Counter('refused_429'),
  refused503: new Counter('refused_503'),
};

/** The time from entering the queue to having a slot. */
export const queueTime = new Trend('queue_time', true);
/** The time from the answer that says ACTIVE to the ticket, without the time that the buyer takes to think. */
export const slotToTicket = new Trend('slot_to_ticket', true);
/** The time from coming to the ticket, of people who look for a seat until they have one. */
export const timeToTicket = new Trend('time_to_ticket', true);
/** Whether the first estimate of the wait was wrong by more than a factor of three and ten seconds. */
export const waitToldWrong = new Rate('wait_told_wrong');

/** The promises of Onsale, whatever the load: each of these counts how often one was broken. */
export const broken = {
  serverErrors: new Counter('broken_server_errors'),
  unanswered: new Counter('broken_unanswered'),
  late: new Counter('broken_late_answers'),
  unexpected: new Counter('broken_unexpected_answers'),
  malformed: new Counter('broken_malformed_answers'),
  retryAfterMissing: new Counter('broken_retry_after_missing'),
  positionGrew: new Counter('broken_position_grew'),
  placeLost: new Counter('broken_place_lost'),
  waitUntold: new Counter('broken_wait_untold'),
  unpaid: new Counter('broken_buyer_could_not_pay'),
  unserved: new Counter('broken_unserved'),
  invariants: new Counter('broken_invariants'),
};

/** Seats that buyers have paid for, minus those that are ASSIGNED in the end: above 0, a seat was sold twice; below, to nobody. */
export const soldMinusAssigned = new Counter('seats_sold_minus_assigned');

export const extra = {
  wins: new Counter('contended_seats_won'),
  seatsNotReturned: new Counter('seats_not_returned'),
  foundNothing: new Counter('found_nothing_at_first'),
  ghostSlots: new Counter('ghost_slots'),
  caughtByAccomplice: new Rate('caught_by_accomplice'),
  longestOutage: new Gauge('longest_outage_seconds'),
  heapGrowth: new Gauge('heap_growth_percent'),
  threadGrowth: new Gauge('thread_growth'),
  fileGrowth: new Gauge('open_file_growth'),
};

let told = 0;
const TELL_AT_MOST = 5;

/**
 * Counts a promise as broken and says so, but not thousands of times.
 *
 * @param {import('k6/metrics').Counter} promise
 * @param {string} what
 */
export function breaks(promise, what) {
  promise.add(1);
  if (told < TELL_AT_MOST) {
    told += 1;
    console.error(`${promise.name}: ${what}${told === TELL_AT_MOST ? ' (this user says no more)' : ''}`);
  }
}
