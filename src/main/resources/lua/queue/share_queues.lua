-- Tells the other instances in which queues somebody waits, and learns what they know.
-- Returns the concerts of all queues in which somebody waits.
-- KEYS[1] set: concerts in whose queue somebody waits
-- ARGV[2] integer: n, in how many the caller knows that somebody does
-- ARGV[3] to ARGV[2 + n] string: their concerts; ARGV[3 + n] and up string: concerts in whose queue it has seen nobody any more
local queues, waitedIn = KEYS[1], tonumber(ARGV[2])

for i = 3, #ARGV do
  redis.call(i <= 2 + waitedIn and 'SADD' or 'SREM', queues, ARGV[i])
end
redis.call('EXPIRE', queues, 30 * 24 * 3600)
return redis.call('SMEMBERS', queues)
