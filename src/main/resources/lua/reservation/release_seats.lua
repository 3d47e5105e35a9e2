-- Unlocks the seats that a reservation still has locked, or keeps them locked for nobody a while longer; seats that another reservation has
-- locked meanwhile stay as they are. An unpaid hold counts against its user, whose slot it does not prolong any more.
-- Returns how many were unlocked.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[8], reservation/locks and reservation/turns.
-- KEYS[9] sorted set: seats of the user
-- KEYS[10] hash: holds of the user that were not paid
-- KEYS[11] and up string: the lock of each seat
-- ARGV[2] string: user
-- ARGV[3] string: reservation
-- ARGV[4] integer: how long the hold was to last, ms
-- ARGV[5] integer: how long until the seats are on sale again, ms; 0: now
-- ARGV[6] and up string: the seats, in the order of their locks
local seatsOfUser, unpaid, user, reservation = KEYS[9], KEYS[10], ARGV[2], ARGV[3]
local holdMillis, withheldMillis = tonumber(ARGV[4]), tonumber(ARGV[5])
local LOCKS, SEATS = 10, 5
local NOBODY = 'nobody'

local released, lastedMillis, refunded = 0, nil, false
for i = 1, #KEYS - LOCKS do
  local lock, seat = KEYS[LOCKS + i], ARGV[SEATS + i]
  local owner = redis.call('GET', lock)
  local ends = tonumber(redis.call('ZSCORE', seatsOfUser, seat) or now) -- a hold that is over has no score any more
  if owner == reservation then
    released = released + redis.call('DEL', lock)
    if ends < math.huge and not is_provisional(ends) then
      lastedMillis = now - ends + holdMillis
    end
  end
  -- The lock of a sold seat ends after a while.
  refunded = refunded or ends == math.huge and (not owner or owner == reservation)
  if not owner or owner == reservation then
    redis.call('ZREM', seatsOfUser, seat)
    if withheldMillis > 0 then
      redis.call('SET', lock, NOBODY, 'PX', withheldMillis)
    end
  end
end
if refunded then
  count_refunded(unpaid)
elseif lastedMillis then
  count_unpaid(unpaid, lastedMillis, holdMillis)
end
shorten_slot(user, seatsOfUser, holdMillis, refunded or lastedMillis ~= nil)
return released
