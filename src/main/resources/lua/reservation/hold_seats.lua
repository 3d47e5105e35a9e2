-- Locks seats for a buyer whose turn it is: all of them or none. This is where all but one of those who want a seat are turned away.
-- Returns {code, reservation}; code 1: locked, 2: this user holds these seats already, by that reservation, 3: a seat is taken,
-- 4: too many seats for one user, 5: the user still waits, 6: the turn of the token is over.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[7].
-- KEYS[8] sorted set: seats of the user, score: when the hold ends, ms
-- KEYS[9] and up string: the lock of each seat, its value the reservation
-- ARGV[2] string: user
-- ARGV[3] integer: sequence number of the token
-- ARGV[4] string: reservation that is to have the seats
-- ARGV[5] integer: how long the hold lasts, ms
-- ARGV[6] integer: seats that a user can have of one concert
-- ARGV[7] and up string: the seats, in the order of their locks
local seatsOfUser, user, number, reservation = KEYS[8], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local holdMillis, limit = tonumber(ARGV[5]), tonumber(ARGV[6])
local count = #KEYS - 8
-- Outlives the hold by the time the sweep may take, so that nobody runs against a seat that the database does not give away yet.
local SWEEP_MILLIS = 5000
local SEATS_TTL_SECONDS = 24 * 3600

local slot = slot_of(user)
if not slot or slot.number ~= number then
  local waits = tonumber(redis.call('ZSCORE', waiting, user) or 0) == number
  return { waits and 5 or 6, '' }
end

redis.call('ZREMRANGEBYSCORE', seatsOfUser, '-inf', now)
local taken, own, by = false, 0, nil
for i = 1, count do
  local owner = redis.call('GET', KEYS[8 + i])
  taken = taken or owner
  if owner and owner == (by or owner) and redis.call('ZSCORE', seatsOfUser, ARGV[6 + i]) then
    own, by = own + 1, owner
  end
end
if own == count then
  return { 2, by }
end
if taken then
  return { 3, '' }
end
if redis.call('ZCARD', seatsOfUser) + count > limit then
  return { 4, '' }
end

for i = 1, count do
  redis.call('SET', KEYS[8 + i], reservation, 'PX', holdMillis + SWEEP_MILLIS)
  redis.call('ZADD', seatsOfUser, now + holdMillis, ARGV[6 + i])
end
redis.call('EXPIRE', seatsOfUser, SEATS_TTL_SECONDS)
-- A slot never ends before its holder's latest hold; and who holds seats has shown up.
hold_slot(user, slot.number, slot.enteredAt, 1, math.max(slot.ends, now + holdMillis))
return { 1, '' }
