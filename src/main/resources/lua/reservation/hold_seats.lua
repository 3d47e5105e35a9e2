-- Locks seats for a buyer whose turn it is: all of them or none. Of all buyers who want a seat, all but one are turned away here.
-- The locks last seconds, until keep_seats reports that the reservation is committed.
-- Returns {code, reservation, ms}; code 1: locked, 2: this user holds these seats already, by that reservation, 3: a seat is taken,
-- 4: too many seats for one user, 5: the user still waits, 6: the turn of the token is over, 7: too many holds of the user were not paid:
-- the next one is allowed in so many ms.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[8], reservation/locks and reservation/turns.
-- KEYS[9] sorted set: seats of the user, score: when the hold ends, ms
-- KEYS[10] hash: holds of the user that were not paid, see reservation/turns
-- KEYS[11] and up string: the lock of each seat, its value the reservation
-- ARGV[2] string: user
-- ARGV[3] integer: sequence number of the token
-- ARGV[4] string: reservation that is to have the seats
-- ARGV[5] integer: how long the hold lasts, ms
-- ARGV[6] integer: seats that a user can have of one concert
-- ARGV[7] integer: holds that may end unpaid before the next one has to wait; 0: any number
-- ARGV[8] integer: how long a turn lasts, ms
-- ARGV[9] and up string: the seats, in the order of their locks
local seatsOfUser, unpaid, user, number, reservation = KEYS[9], KEYS[10], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local holdMillis, limit, unpaidHolds, activeMillis = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local LOCKS, SEATS = 10, 8
local count = #KEYS - LOCKS

local slot = slot_of(user)
if not slot or slot.number ~= number then
  local waits = tonumber(redis.call('ZSCORE', waiting, user) or 0) == number
  return { waits and 5 or 6, '', 0 }
end

redis.call('ZREMRANGEBYSCORE', seatsOfUser, '-inf', now)
local taken, own, by = false, 0, nil
for i = 1, count do
  local owner = redis.call('GET', KEYS[LOCKS + i])
  taken = taken or owner
  if owner and owner == (by or owner) and redis.call('ZSCORE', seatsOfUser, ARGV[SEATS + i]) then
    own, by = own + 1, owner
  end
end
if own == count then
  return { 2, by, 0 }
end
-- Holding seats counts as showing up, even without a poll.
local turnEnds = slot.turnEnds or slot.claimed and slot.ends or now + activeMillis
if turnEnds <= now then
  return { 6, '', 0 } -- seats that are still held can be paid, and keep the slot until then
end
local wait = cool_down(unpaid, unpaidHolds)
if wait > 0 then
  return { 7, '', wait }
end
if taken then
  return { 3, '', 0 }
end
if redis.call('ZCARD', seatsOfUser) + count > limit then
  return { 4, '', 0 }
end

for i = 1, count do
  lock_seat(KEYS[LOCKS + i], seatsOfUser, ARGV[SEATS + i], reservation)
end
-- A slot does not end before its holder's latest hold.
local withoutHold = slot.withoutHold or not slot.claimed and slot.ends or nil
hold_slot(user, slot.number, slot.enteredAt, math.max(turnEnds, slot.ends, now + holdMillis), turnEnds, withoutHold)
return { 1, '', 0 }
