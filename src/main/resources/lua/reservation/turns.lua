-- The effect of holds on their user's turn, and on the next hold. Joined behind queue/room and reservation/locks.
--
-- The unpaid holds of a user are a hash: their number, when the last of them ended in ms, and how many a payment has forgiven, which count again
-- if its seats are given back. A hold that has lasted for more than half of its time counts twice, so that renewing a hold keeps a seat for no
-- longer than two holds.
local COOL_DOWN_MILLIS, COOL_DOWN_AT_MOST = 60000, 900000

-- How long the user has to wait for the next hold, ms: a minute after the allowed number of unpaid holds, and twice as long with each more, up
-- to 15 minutes.
local function cool_down(unpaid, unpaidHolds)
  local state = redis.call('HMGET', unpaid, 'holds', 'endedAt')
  local more = tonumber(state[1] or 0) - unpaidHolds
  if unpaidHolds == 0 or more < 0 then
    return 0
  end
  return math.max(0, tonumber(state[2]) + math.min(COOL_DOWN_MILLIS * 2 ^ more, COOL_DOWN_AT_MOST) - now)
end

local function forgive_unpaid(unpaid)
  local state = redis.call('HMGET', unpaid, 'holds', 'forgiven')
  if state[1] then
    redis.call('HSET', unpaid, 'holds', 0, 'forgiven', tonumber(state[1]) + tonumber(state[2] or 0))
  end
end

-- Counts the hold of a refunded seat as unpaid, and with it the holds that its payment had forgiven.
local function count_refunded(unpaid)
  local forgiven = tonumber(redis.call('HGET', unpaid, 'forgiven') or 0)
  redis.call('HINCRBY', unpaid, 'holds', forgiven + 1)
  redis.call('HSET', unpaid, 'forgiven', 0, 'endedAt', now)
  redis.call('EXPIRE', unpaid, SEATS_TTL_SECONDS)
end

local function count_unpaid(unpaid, lastedMillis, holdMillis)
  redis.call('HINCRBY', unpaid, 'holds', lastedMillis > holdMillis / 2 and 2 or 1)
  redis.call('HSET', unpaid, 'endedAt', now)
  redis.call('EXPIRE', unpaid, SEATS_TTL_SECONDS)
end

-- Shortens the slot after the user has lost a hold: it ends with the turn again, or with the latest of the remaining holds. Only holds that last
-- beyond the end of a turn prolong it.
-- wasHeld: the lost hold had been committed; a mere attempt does not give the user the rest of the turn
local function shorten_slot(user, seatsOfUser, holdMillis, wasHeld)
  local slot = slot_of(user)
  if not slot or not slot.turnEnds then
    return
  end
  local held = redis.call('ZRANGEBYSCORE', seatsOfUser, '(' .. string.format('%.0f', now), '(+inf', 'WITHSCORES')
  local ends = 0
  for i = 2, #held, 2 do
    local score = tonumber(held[i])
    ends = math.max(ends, hold_ends(score, holdMillis))
    wasHeld = wasHeld or not is_provisional(score)
  end
  if wasHeld and slot.withoutHold then
    slot.withoutHold = nil
    redis.call('HSET', turns, user, string.format('%.0f', slot.turnEnds))
  end
  ends = math.max(ends, slot.withoutHold or slot.turnEnds)
  if ends <= now then
    end_slots({ user })
  elseif ends < slot.ends then
    redis.call('ZADD', active, ends, user)
  end
end
