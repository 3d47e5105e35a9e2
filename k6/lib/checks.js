/** The conditions of a run: thresholds of each scenario, and the checks when it is over. */
import { sleep } from 'k6';
import { choice, seconds, whole } from './config.js';
import { assignedSeats, invariants } from './data.js';
import { breaks, broken, soldMinusAssigned } from './metrics.js';

/** Whether this is one of several k6 that share a run. Each then knows only what its own buyers have bought. */
const distributed = choice('DISTRIBUTED', ['false', 'true']) === 'true';
const READS_ARE_CURRENT_AFTER_SECONDS = 2;

/** The limit in ms within which 95 % of the requests of a step are served. */
const P95_MS = {
  concerts: 500,
  dates: 500,
  seats: 500,
  challenge: 500,
  enter: 500,
  poll: 500,
  leave: 500,
  reserve: 1000,
  pay: 1000,
  cancel: 1000,
  charge: 1000,
  points: 500,
};

/**
 * @typedef {keyof typeof P95_MS} Step
 * @typedef {Record<string, import('k6/options').Threshold[]>} Thresholds
 */

/**
 * Nothing that Onsale promises is broken, and each step is fast enough.
 *
 * @param {Step[]} steps
 * @param {Thresholds} more of the scenario; also instead of those of all
 * @returns {Thresholds}
 */
export function thresholds(steps, more) {
  /** @type {Thresholds} */
  const all = {};
  for (const promise of Object.values(broken)) {
    all[promise.name] = ['count==0'];
  }
  if (!distributed) {
    all[soldMinusAssigned.name] = ['count==0'];
  }
  for (const step of steps) {
    all[`step_${step}`] = [`p(95)<${whole(`P95_MS_${step.toUpperCase()}`, P95_MS[step])}`];
  }
  return { ...all, ...more };
}

/** @returns {Thresholds} for scenarios in which seats are paid for */
export function ticketsInTime() {
  return { bookings: ['count>0'], slot_to_ticket: [`p(95)<${seconds('P95_SLOT_TO_TICKET', '3s') * 1000}`] };
}

/** Options of every scenario. Bulk data and a check of a million rows take long. */
export const common = {
  setupTimeout: '15m',
  teardownTimeout: '15m',
  summaryTrendStats: ['count', 'avg', 'med', 'p(95)', 'p(99)', 'max'],
};

/**
 * To be called by teardown(): as many seats are ASSIGNED as buyers have paid for, and the service's own checks hold.
 *
 * @param {import('./data.js').Data} data
 */
export function closeTheBooks(data) {
  sleep(READS_ARE_CURRENT_AFTER_SECONDS);
  if (!distributed) {
    soldMinusAssigned.add(data.assignedBefore - assignedSeats(data.concerts));
  }
  const { checks } = invariants();
  for (const { name, violations } of checks.filter((check) => !check.holds)) {
    breaks(broken.invariants, `${name}: ${violations.join('; ')}`);
  }
}
