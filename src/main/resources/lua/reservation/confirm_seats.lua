-- Keeps paid seats locked, so that requests for them do not reach the database, and ends the turn in which they were reserved unless the buyer
-- holds other seats. May come late or again: a turn that has outlived the payment once, or began after it, goes on.
-- Returns 1: the turn has ended, 2: the user holds other seats, 3: the user had no slot any more, or has another one, 4: repeated.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[8], reservation/locks and reservation/turns.
-- KEYS[9] sorted set: seats of the user
-- KEYS[10] hash: holds of the user that were not paid
-- KEYS[11] and up string: the lock of each seat
-- ARGV[2] string: user
-- ARGV[3] string: reservation
-- ARGV[4] integer: how long to remember, ms
-- ARGV[5] integer: how long the hold was to last, ms
-- ARGV[6] and up string: the seats, in the order of their locks
local seatsOfUser, unpaid, user, reservation = KEYS[9], KEYS[10], ARGV[2], ARGV[3]
local LOCKS, SEATS = 10, 5
local memoryMillis, holdMillis = tonumber(ARGV[4]), tonumber(ARGV[5])

local repeated, holdEnds = true, 0
for i = 1, #KEYS - LOCKS do
  local owner = redis.call('GET', KEYS[LOCKS + i])
  local ends = redis.call('ZSCORE', seatsOfUser, ARGV[SEATS + i])
  repeated = repeated and ends == 'inf'
  -- A lock that is gone may have been released by a faster refund. If it was not, the database turns buyers away.
  if owner == reservation then
    redis.call('SET', KEYS[LOCKS + i], reservation, 'PX', memoryMillis)
    redis.call('ZADD', seatsOfUser, '+inf', ARGV[SEATS + i])
    -- A seat that was paid before keep_seats came, or without it, still has the end of its lock.
    holdEnds = ends and ends ~= 'inf' and hold_ends(tonumber(ends), holdMillis) or holdEnds
  end
end

if repeated then
  return 4
end
forgive_unpaid(unpaid)
local slot = slot_of(user)
-- Both sides are by the clock of Redis; the reservation's own time would be by the clock of the database.
if not slot or slot.enteredAt > holdEnds - holdMillis then
  return 3
end
if redis.call('ZCOUNT', seatsOfUser, '(' .. string.format('%.0f', now), '(+inf') > 0 then
  shorten_slot(user, seatsOfUser, holdMillis, true)
  return 2
end
end_slots({ user })
return 1
