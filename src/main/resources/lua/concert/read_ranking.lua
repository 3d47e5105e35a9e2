-- Returns the members that rank first, each followed by its score; none if there is no ranking.
-- KEYS[1] sorted set: concerts, score: seconds from opening to sell-out
-- ARGV[2] integer: how many
return redis.call('ZRANGE', KEYS[1], 0, ARGV[2] - 1, 'WITHSCORES')
