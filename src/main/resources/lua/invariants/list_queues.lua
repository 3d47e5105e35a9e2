-- Returns the concerts whose queue has been used in the last two days, which is longer than anybody can be inside.
-- KEYS[1] sorted set: of them
return redis.call('ZRANGE', KEYS[1], 0, -1)
