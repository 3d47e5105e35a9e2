-- The terms of a waiting room, and the number of users that it may admit. Joined behind queue/room.
-- ARGV[2] integer: slots at most
-- ARGV[3] integer: admissions per second at most, 0: as fast as slots become free
-- ARGV[4] integer: milliseconds within which an admitted user must show up
-- ARGV[5] integer: milliseconds that a turn lasts once the slot is claimed
-- ARGV[6] integer: milliseconds from then on within which its holder must hold a seat
-- ARGV[7] integer: 1 while admission is paused
-- ARGV[8] integer: when the concert goes on sale, ms
-- ARGV[9] integer: base of the epoch that the caller knows, or in enter_queue its last known number, 0 for none: distinguishes an emptied
-- Redis, and one that has lost its last writes, from a new queue
local maxActive, admitPerSecond, claimMillis, activeMillis = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local firstHoldMillis, paused, openAt, knownBase = tonumber(ARGV[6]), ARGV[7] == '1', tonumber(ARGV[8]), tonumber(ARGV[9])
-- Waiters are told to poll within half the claim window. An outage must be over in 30 s.
local GRACE_MILLIS = math.min(claimMillis / 2 + 2000, 25000)
local REAPED_AT_ONCE, KEPT_AT_ONCE, KEPT_AT_MOST = 1000, 1000, 100000

local function grace()
  return knownBase > 0 and GRACE_MILLIS or 0
end

-- Keeps the places of numbers that were given out, up to this one, but that Redis has lost in a failover. The places are kept until all holders
-- can be back, so that newcomers come behind them, and positions stay when they return. Returns base and last number from now on.
local function keep_places(base, last, upTo)
  if upTo - last > KEPT_AT_MOST then
    base = begin_epoch(upTo, GRACE_MILLIS)
    return base, base - 1
  end
  for from = last + 1, upTo, KEPT_AT_ONCE do
    local places = {}
    for number = from, math.min(from + KEPT_AT_ONCE - 1, upTo) do
      places[#places + 1] = string.format('%.0f', number)
      places[#places + 1] = kept(number)
    end
    redis.call('ZADD', waiting, unpack(places))
  end
  redis.call('SET', sequence, string.format('%.0f', upTo), 'EX', TTL_SECONDS)
  redis.call('HSETNX', admissions, 'keptFrom', string.format('%.0f', last + 1))
  redis.call('HSET', admissions, 'keptTo', string.format('%.0f', upTo), 'resumeAt', now + GRACE_MILLIS)
  keep(waiting)
  keep(admissions)
  return base, upTo
end

-- Drops the kept places once the grace period is over: holders who have not come back have left.
local function drop_places()
  local state = redis.call('HMGET', admissions, 'keptFrom', 'keptTo', 'resumeAt')
  if not state[1] or now < tonumber(state[3] or 0) then
    return
  end
  local places = redis.call('ZRANGEBYSCORE', waiting, state[1], state[2])
  for i = 1, #places do
    local number = string.match(places[i], '^kept:(%d+)$')
    if number then
      redis.call('ZREM', waiting, places[i])
      redis.call('RPUSH', left, number)
    end
  end
  keep(left)
  redis.call('HDEL', admissions, 'keptFrom', 'keptTo')
end

local function reap()
  repeat
    local ended = redis.call('ZRANGEBYSCORE', active, '-inf', now, 'LIMIT', 0, REAPED_AT_ONCE)
    if #ended > 0 then
      end_slots(ended)
    end
  until #ended < REAPED_AT_ONCE
end

-- How many users may be admitted now, and the input of count_admitted: the time up to which the pace is used up, and how many were admitted so
-- far.
local function vacancies()
  if paused or now < openAt then
    return 0
  end
  local state = redis.call('HMGET', admissions, 'resumeAt', 'paceAt', 'admitted')
  if now < tonumber(state[1] or 0) then
    return 0
  end
  reap()
  local free = maxActive - redis.call('ZCARD', active)
  local paceAt = math.max(tonumber(state[2] or 0), now - 1000)
  if admitPerSecond > 0 then
    -- A thousandth of an admission makes up for the rounding of the division.
    free = math.min(free, math.floor((now - paceAt) * admitPerSecond / 1000 + 0.001))
  end
  return math.max(free, 0), paceAt, tonumber(state[3] or 0)
end

local function count_admitted(number, paceAt, admitted)
  local pace = admitPerSecond > 0 and number * 1000 / admitPerSecond or 0
  -- The cap may be lowered below the number of active users; each of them was admitted within the cap noted here.
  redis.call('HSET', admissions, 'admitted', admitted + number, 'paceAt', paceAt + pace, 'cap', maxActive)
  keep(admissions)
end

-- When the slot of a turn that begins now ends, unless a seat is held by then.
local function ends_without_hold()
  return now + math.min(activeMillis, firstHoldMillis)
end

-- Begins the turn, as the holder of the slot has shown up. The slot ends no earlier than before. Returns 1 the first time, else 0.
local function claim(user, slot)
  if slot.claimed then
    return 0
  end
  slot.ends = math.max(slot.ends, ends_without_hold())
  hold_slot(user, slot.number, slot.enteredAt, slot.ends, math.max(slot.ends, now + activeMillis), slot.ends)
  return 1
end
