-- Returns the concerts whose queue is in use.
-- KEYS[1] set: of them
return redis.call('SMEMBERS', KEYS[1])
