-- Notes which queues have been used, and forgets those that nobody has used for longer than anybody can be inside.
-- KEYS[1] sorted set: concerts whose queue has been used, score: when it was noted, ms
-- ARGV[2] and up string: concerts whose queue is used
local queues = KEYS[1]
local REMEMBERED_MILLIS = 2 * 24 * 3600 * 1000

for i = 2, #ARGV do
  redis.call('ZADD', queues, now, ARGV[i])
end
redis.call('ZREMRANGEBYSCORE', queues, '-inf', now - REMEMBERED_MILLIS)
redis.call('PEXPIRE', queues, REMEMBERED_MILLIS)
