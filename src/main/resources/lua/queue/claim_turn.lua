-- Tells the state of a token, and claims the slot if the holder's turn has come. A token issued before Redis lost its data, or among the writes
-- that a failover lost, gets its place back, once; a token of this epoch that neither waits nor has a slot has ended.
-- Returns {code, entered at in ms, slot ends at in ms, position, 1 if this has claimed the slot}; code 1: active, 2: waiting, 3: ended.
-- Joined behind queue/room and queue/terms, which bind KEYS[1] to KEYS[8] and ARGV[2] to ARGV[9].
-- ARGV[10] string: user
-- ARGV[11] integer: sequence number of the token
-- ARGV[12] integer: when the token was issued, ms
local user, number, issuedAt = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])

local slot = slot_of(user)
if slot then
  if slot.number ~= number then
    return { 3, 0, 0, 0, 0 }
  end
  local claimed = claim(user, slot)
  return { 1, slot.enteredAt, slot.ends, 0, claimed }
end
local place = tonumber(redis.call('ZSCORE', waiting, user) or 0)
if place == number then
  return { 2, 0, 0, redis.call('ZRANK', waiting, user) + 1, 0 }
end

local base, last = epoch()
if not base then
  base = begin_epoch(number, GRACE_MILLIS)
elseif number > last then
  base, last = keep_places(base, last, number)
end
local isKept = number >= base and redis.call('ZREM', waiting, kept(number)) == 1
local tooOld = issuedAt < now - TTL_SECONDS * 1000
local behind = place > 0 and place < number
if number >= base and not isKept or tooOld or behind or not come_back(number, issuedAt) then
  if isKept then
    redis.call('RPUSH', left, number)
    keep(left)
  end
  return { 3, 0, 0, 0, 0 }
end
-- The first holder who comes back announces others, who must find the queue as they left it, so admission pauses. Later ones change nothing.
redis.call('HSETNX', admissions, 'resumeAt', now + GRACE_MILLIS)
if place >= base then
  redis.call('RPUSH', left, place)
  keep(left)
end
redis.call('ZADD', waiting, number, user)
keep(waiting)
return { 2, 0, 0, redis.call('ZRANK', waiting, user) + 1, 0 }
