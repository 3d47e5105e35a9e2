package io.onsale.queue.port.in;

import io.onsale.queue.domain.Outlook;
import io.onsale.queue.domain.Turn;

/**
 * What a user is told of their place. The token is the same for as long as the place is.
 *
 * @param soldOut every seat that can still be booked is paid for; at most about a second old
 * @param saleOver the last deadline has passed
 */
public record QueueView(String token, Turn turn, Outlook outlook, boolean soldOut, boolean saleOver) {}
