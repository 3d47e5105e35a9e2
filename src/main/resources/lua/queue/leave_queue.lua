-- Removes the holder of a token from the queue or from their slot.
-- Returns a code; 1: left the queue, 2: left a slot, 3: the token had ended.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[8].
-- ARGV[2] string: user
-- ARGV[3] integer: sequence number of the token
-- ARGV[4] integer: when the token was issued, ms
local user, number, issuedAt = ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4])

local slot = slot_of(user)
if slot and slot.number == number then
  end_slots({ user })
  return 2
end
local base, last = epoch()
if tonumber(redis.call('ZSCORE', waiting, user) or 0) == number then
  redis.call('ZREM', waiting, user)
  if base and number >= base then
    redis.call('RPUSH', left, number)
    keep(left)
  end
  return 1
end
if base and number >= base and redis.call('ZREM', waiting, kept(number)) == 1 then
  redis.call('RPUSH', left, number)
  keep(left)
  return 1
end
-- A token of an earlier epoch that has not come back yet, and cannot from now on.
if (not base or number < base or number > last) and come_back(number, issuedAt) then
  return 1
end
return 3
