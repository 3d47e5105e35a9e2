/** The known mix of people: the proportions of those who book, who browse and who cannot pay. */
import * as api from './api.js';
import { book, browse, choose, failToPay, getIn, think, turn } from './buyer.js';
import { concertOf } from './data.js';
import { user } from './users.js';

/** The roles of ten visits, in turn, so that any hundred of them are the mix. */
export const ROLES = ['book', 'browse', 'book', 'book', 'browse', 'book', 'poor', 'book', 'browse', 'book'];

/**
 * @param {import('./data.js').Data} data
 * @param {string[]} roles
 */
export function bookOrBrowse(data, roles) {
  const number = turn();
  const role = roles[number % roles.length];
  const { concertId } = concertOf(data, Math.floor(number / roles.length));
  if (role === 'browse') {
    browse(concertId);
  } else if (role === 'book') {
    book(concertId, user(data.rich, number));
  } else {
    holdInVain(concertId, user(data.poor, Math.floor(number / roles.length)));
  }
}

/**
 * @param {string} concertId
 * @param {import('./users.js').User} poor
 */
function holdInVain(concertId, poor) {
  const visit = getIn(concertId, poor);
  if (!visit) {
    return;
  }
  think(visit);
  const hold = choose(visit);
  if (hold) {
    think(visit);
    failToPay(visit, hold);
  } else {
    api.leave(concertId, visit.token);
  }
}
