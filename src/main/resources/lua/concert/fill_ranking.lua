-- Writes the ranking if there is none.
-- Returns 1: written, 2: there is one, 3: it was dropped after this one was read.
-- KEYS[1] sorted set: concerts, score: seconds from opening to sell-out
-- KEYS[2] string: stamp of the last time that the ranking was dropped
-- ARGV[2] integer: stamp taken before the ranking was read
-- ARGV[3] integer: how long it lives, ms
-- ARGV[4], ARGV[5] and so on, in pairs, integer: score, string: member
local ranking, dropped, stamp = KEYS[1], KEYS[2], tonumber(ARGV[2])

if stamp <= tonumber(redis.call('GET', dropped) or 0) then
  return 3
end
if redis.call('EXISTS', ranking) == 1 then
  return 2
end
for i = 4, #ARGV, 2 do
  redis.call('ZADD', ranking, ARGV[i], ARGV[i + 1])
end
redis.call('PEXPIRE', ranking, ARGV[3])
return 1
