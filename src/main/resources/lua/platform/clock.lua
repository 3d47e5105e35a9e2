-- Prepended to every script. The clock of Redis is the clock of all instances.
-- ARGV[1] integer: milliseconds to add to it; 0 except in tests, which move the time instead of waiting.
-- Defines now: integer, milliseconds since the epoch.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000) + tonumber(ARGV[1])
