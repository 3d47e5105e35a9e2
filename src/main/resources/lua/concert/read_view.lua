-- Returns the values of the keys, nil where there is none.
-- KEYS string
return redis.call('MGET', unpack(KEYS))
