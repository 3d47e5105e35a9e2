/** A preparation without load: it makes concerts and users, and writes them to `data.json`, for runs that share them (DATA_FILE). */
import { seconds, whole } from '../lib/config.js';
import { makeData, queueSettings } from '../lib/data.js';
import { reports } from '../lib/summary.js';
import { idsOf } from '../lib/users.js';

const wanted = {
  concerts: whole('CONCERTS', 1),
  dates: whole('DATES', 1),
  seats: whole('SEATS', 1000),
  rich: whole('ACCOUNTS', 2000),
  poor: whole('POOR_ACCOUNTS', 0, 0),
  openInSeconds: seconds('OPEN_IN', '0s'),
  queue: queueSettings(100),
};

/** @type {import('k6/options').Options} */
export const options = { setupTimeout: '15m' };

export function setup() {
  return makeData(wanted);
}

export default function nothing() {}

/** @param {any} summary */
export function handleSummary({ setup_data: data }) {
  const made = { concerts: data.concerts, richUserIds: idsOf(data.rich), poorUserIds: idsOf(data.poor) };
  return { [`${reports}/data.json`]: JSON.stringify(made), stdout: `${reports}/data.json\n` };
}
