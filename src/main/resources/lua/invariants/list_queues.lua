-- Returns the concerts whose queue is in use.
-- KEYS[1] set: those concerts
return redis.call('SMEMBERS', KEYS[1])
