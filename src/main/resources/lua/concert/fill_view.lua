-- Writes the view of a whole date, a status for each seat, unless there is one already.
-- Returns 1: written, 2: known already, 3: read too long ago.
-- KEYS[1] string: a character a seat
-- KEYS[2] string: 8 bytes a seat, when that was read
-- KEYS[3] string: how many are A
-- ARGV[2] integer: stamp taken before the seats were read
-- ARGV[3] integer: how long after that the view ends, ms
-- ARGV[4] string: a character a seat
-- ARGV[5] integer: how many of them are A
local stamp, lifeMillis, seats, left = tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4], ARGV[5]

if redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3]) == 3 then
  return 2
end
-- The life is counted from the read, so that nothing shown is older. A read may take half of it at most: a view that was filled and
-- refreshed meanwhile then still exists, so that its refresh is not lost.
local remaining = lifeMillis - math.floor((time[1] * 1000000 + time[2] - stamp) / 1000)
if remaining < lifeMillis / 2 then
  return 3
end
redis.call('SET', KEYS[1], seats, 'PX', remaining)
redis.call('SET', KEYS[2], string.rep(struct.pack('>I8', stamp), #seats), 'PX', remaining)
redis.call('SET', KEYS[3], left, 'PX', remaining)
return 1
