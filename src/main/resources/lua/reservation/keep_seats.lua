-- Prolongs the locks of a committed reservation, and its share of the user's limit, to the end of its hold.
-- A lock that is not its own any more stays as it is: the reservation has ended already, or its transaction took longer than the lock lasts.
-- Then the next buyer learns from the database who holds the seat (restore_seats).
-- Returns how many were kept.
-- Joined behind reservation/locks.
-- KEYS[1] sorted set: seats of the user
-- KEYS[2] and up string: the lock of each seat
-- ARGV[2] string: reservation
-- ARGV[3] integer: how long the hold lasts, ms
-- ARGV[4] and up string: the seats, in the order of their locks
local seatsOfUser, reservation, holdMillis = KEYS[1], ARGV[2], tonumber(ARGV[3])
local kept = 0
for i = 1, #KEYS - 1 do
  local seat = ARGV[3 + i]
  local score = tonumber(redis.call('ZSCORE', seatsOfUser, seat) or 0)
  if is_provisional(score) and redis.call('GET', KEYS[1 + i]) == reservation then
    local ends = hold_ends(score, holdMillis)
    redis.call('SET', KEYS[1 + i], reservation, 'PX', math.max(1, ends - now + SWEEP_MILLIS))
    redis.call('ZADD', seatsOfUser, ends, seat)
    kept = kept + 1
  end
end
return kept
