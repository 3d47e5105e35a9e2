/** The shapes of load, for k6's executors. */

/**
 * @typedef {import('k6/options').Scenario} Scenario
 * @typedef {{target: number, seconds: number}} Stage
 */

/**
 * @param {Stage[]} stages
 * @returns {{target: number, duration: string}[]}
 */
function forK6(stages) {
  return stages.map(({ target, seconds }) => ({ target, duration: `${seconds}s` }));
}

/**
 * So many people, each of whom begins anew when done.
 *
 * @param {number} users at most
 * @param {{up: number, hold: number, down: number}} seconds
 * @param {number} finishSeconds after which a visit is broken off at the end
 * @returns {Scenario}
 */
export function crowd(users, { up, hold, down }, finishSeconds) {
  return {
    executor: 'ramping-vus',
    startVUs: 0,
    stages: forK6([
      { target: users, seconds: up },
      { target: users, seconds: hold },
      { target: 0, seconds: down },
    ]),
    gracefulRampDown: `${finishSeconds}s`,
    gracefulStop: `${finishSeconds}s`,
  };
}

/**
 * People who come whether or not others are done, at a rate that changes.
 *
 * @param {Stage[]} stages
 * @param {number} people at the same time, at most
 * @param {number} finishSeconds
 * @returns {Scenario}
 */
export function arriving(stages, people, finishSeconds) {
  return {
    executor: 'ramping-arrival-rate',
    startRate: 0,
    timeUnit: '1s',
    stages: forK6(stages),
    preAllocatedVUs: people,
    maxVUs: people,
    gracefulStop: `${finishSeconds}s`,
  };
}

/**
 * People who come at a steady rate.
 *
 * @param {number} perSecond
 * @param {number} seconds
 * @param {number} people at the same time, at most
 * @param {number} finishSeconds
 * @returns {Scenario}
 */
export function steady(perSecond, seconds, people, finishSeconds) {
  // k6 takes whole numbers only: a rate of 0.2 a second is 12 a minute.
  return {
    executor: 'constant-arrival-rate',
    rate: Math.max(1, Math.round(perSecond * 60)),
    timeUnit: '1m',
    duration: `${seconds}s`,
    preAllocatedVUs: people,
    maxVUs: people,
    gracefulStop: `${finishSeconds}s`,
  };
}

/**
 * @param {Stage[]} stages
 * @returns {number} how many people come in all
 */
export function peopleOf(stages) {
  let rate = 0;
  let people = 0;
  for (const { target, seconds } of stages) {
    people += ((rate + target) / 2) * seconds;
    rate = target;
  }
  return Math.ceil(people);
}
