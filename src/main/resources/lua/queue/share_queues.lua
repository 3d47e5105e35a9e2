-- Tells the other instances which queues are in use, and learns theirs.
-- Returns the concerts of all queues in use.
-- KEYS[1] set: concerts whose queue is in use
-- ARGV[2] integer: n, how many queues the caller uses
-- ARGV[3] to ARGV[2 + n] string: their concerts; ARGV[3 + n] and up string: concerts whose queue has been out of use for a while
local queues, used = KEYS[1], tonumber(ARGV[2])

for i = 3, #ARGV do
  redis.call(i <= 2 + used and 'SADD' or 'SREM', queues, ARGV[i])
end
redis.call('EXPIRE', queues, 30 * 24 * 3600)
return redis.call('SMEMBERS', queues)
