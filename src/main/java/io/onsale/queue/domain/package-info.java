/** The waiting room: who may book now, who is next, and how long the others will wait. */
package io.onsale.queue.domain;
