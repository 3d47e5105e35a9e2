-- Drops the ranking, and leaves a stamp that invalidates everything read for it so far.
-- Returns 1.
-- KEYS[1] sorted set: concerts, score: seconds from opening to sell-out
-- KEYS[2] string: stamp of the last time that the ranking was dropped
-- ARGV[2] integer: how long to remember that, ms
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], string.format('%.0f', time[1] * 1000000 + time[2]), 'PX', ARGV[2])
return 1
