-- Locks the free ones among seats that, by the database, a reservation has, but whose locks were lost. The locks are provisional: the
-- reservation may have ended since the database was asked, and nothing would unlock its seats then.
-- Returns how many were locked.
-- Joined behind reservation/locks.
-- KEYS[1] sorted set: seats of the holder
-- KEYS[2] and up string: the lock of each seat
-- ARGV[2] string: reservation
-- ARGV[3] and up string: the seats, in the order of their locks
local seatsOfUser, reservation = KEYS[1], ARGV[2]
local restored = 0
for i = 1, #KEYS - 1 do
  local seat = ARGV[2 + i]
  if redis.call('EXISTS', KEYS[1 + i]) == 0 then
    local score = redis.call('ZSCORE', seatsOfUser, seat)
    lock_seat(KEYS[1 + i], seatsOfUser, seat, reservation)
    if score and not is_provisional(tonumber(score)) then
      redis.call('ZADD', seatsOfUser, score, seat)
    end
    restored = restored + 1
  end
end
return restored
