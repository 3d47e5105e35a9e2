-- Seats have been paid: keeps them locked, so that nobody troubles the database for them, and ends the turn in which they were reserved
-- unless the buyer holds other seats. May come late or again: a turn that has outlived the payment once, or began after it, goes on.
-- Returns 1: the turn has ended, 2: the user holds other seats, 3: the user had no slot any more, or has another one, 4: repeated.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[7].
-- KEYS[8] sorted set: seats of the user
-- KEYS[9] and up string: the lock of each seat
-- ARGV[2] string: user
-- ARGV[3] string: reservation
-- ARGV[4] integer: how long to remember, ms
-- ARGV[5] integer: how long the hold was to last, ms
-- ARGV[6] and up string: the seats, in the order of their locks
local seatsOfUser, user, reservation = KEYS[8], ARGV[2], ARGV[3]
local memoryMillis, holdMillis = tonumber(ARGV[4]), tonumber(ARGV[5])

local repeated, holdEnds = true, 0
for i = 1, #KEYS - 8 do
  local owner = redis.call('GET', KEYS[8 + i])
  local ends = redis.call('ZSCORE', seatsOfUser, ARGV[5 + i])
  repeated = repeated and ends == 'inf'
  -- A lock that is gone may have been released by a refund that was faster; then the database turns buyers away.
  if owner == reservation then
    redis.call('SET', KEYS[8 + i], reservation, 'PX', memoryMillis)
    redis.call('ZADD', seatsOfUser, '+inf', ARGV[5 + i])
    holdEnds = ends and ends ~= 'inf' and tonumber(ends) or holdEnds
  end
end

if repeated then
  return 4
end
local slot = slot_of(user)
-- By the clock of Redis both, which knows nothing of when the database says that the seats were reserved.
if not slot or slot.enteredAt > holdEnds - holdMillis then
  return 3
end
if redis.call('ZCOUNT', seatsOfUser, '(' .. string.format('%.0f', now), '(+inf') > 0 then
  return 2
end
redis.call('ZREM', active, user)
redis.call('HDEL', slots, user)
return 1
