-- Adds a concert to the ranking and keeps the first hundred.
-- Returns 1: it is in the ranking, or too slow for it, 2: there is no ranking, 3: the ranking was dropped after the concert was read.
-- KEYS[1] sorted set: concerts, score: seconds from opening to sell-out
-- KEYS[2] string: stamp of the last time that the ranking was dropped
-- ARGV[2] integer: stamp taken before the concert was read
-- ARGV[3] integer: how many to keep
-- ARGV[4] integer: score, ARGV[5] string: member, its characters 26 to 61 the id of the concert
local ranking, dropped, stamp, ranks = KEYS[1], KEYS[2], tonumber(ARGV[2]), tonumber(ARGV[3])

if stamp <= tonumber(redis.call('GET', dropped) or 0) then
  return 3
end
if redis.call('EXISTS', ranking) == 0 then
  return 2
end
-- A concert that has got another date since is another member: the old one goes.
for _, member in ipairs(redis.call('ZRANGE', ranking, 0, -1)) do
  if string.sub(member, 26, 61) == string.sub(ARGV[5], 26, 61) then
    redis.call('ZREM', ranking, member)
  end
end
redis.call('ZADD', ranking, ARGV[4], ARGV[5])
redis.call('ZREMRANGEBYRANK', ranking, ranks, -1)
return 1
