-- The shared part of the seats' scripts. A lock is provisional until its reservation is known to be committed. Its instance may have died, so it
-- lasts seconds: longer than a request takes, and far shorter than a hold.
local LOCK_MILLIS = 8000
-- A lock outlives its hold by the time the sweep may take, so that no buyer gets a lock on a seat that the database does not give away yet.
local SWEEP_MILLIS = 5000
local SEATS_TTL_SECONDS = 24 * 3600

-- In the sorted set of a user's seats a provisional seat counts until its lock ends: its score ends in half a millisecond, unlike a hold's.
local function lock_seat(lock, seatsOfUser, seat, reservation)
  redis.call('SET', lock, reservation, 'PX', LOCK_MILLIS)
  redis.call('ZADD', seatsOfUser, now + LOCK_MILLIS + 0.5, seat)
  redis.call('EXPIRE', seatsOfUser, SEATS_TTL_SECONDS)
end

local function is_provisional(score)
  return score % 1 > 0
end

-- When the hold of the seat with this score ends, by the clock of Redis.
local function hold_ends(score, holdMillis)
  return is_provisional(score) and score - 0.5 - LOCK_MILLIS + holdMillis or score
end
