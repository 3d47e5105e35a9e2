package io.onsale.queue.port.in;

import io.onsale.queue.domain.Outlook;
import io.onsale.queue.domain.Turn;

/**
 * The answer to a user about their place. The token stays the same as long as the place does.
 *
 * @param soldOut whether every seat that can still be booked is paid for; at most about a second old
 * @param saleOver whether the last deadline has passed
 */
public record QueueView(String token, Turn turn, Outlook outlook, boolean soldOut, boolean saleOver) {}
