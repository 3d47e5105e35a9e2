-- What a waiting room goes by, and how many it may let in. Joined behind queue/room.
-- ARGV[2] integer: slots at most
-- ARGV[3] integer: admissions per second at most, 0: as fast as slots get free
-- ARGV[4] integer: milliseconds within which an admitted user must show up
-- ARGV[5] integer: milliseconds that a claimed slot lasts
-- ARGV[6] integer: 1 while nobody is to be admitted
-- ARGV[7] integer: when the concert goes on sale, ms
-- ARGV[8] integer: base of the epoch that the caller knows, or another number of it for whoever only enters, 0 for none: tells an emptied
-- Redis from a new queue
local maxActive, admitPerSecond, claimMillis, activeMillis = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local paused, openAt, knownBase = ARGV[6] == '1', tonumber(ARGV[7]), tonumber(ARGV[8])
-- Waiters are told to poll within half the claim window. An outage is to be over in 30 s.
local GRACE_MILLIS = math.min(claimMillis / 2 + 2000, 25000)
local REAPED_AT_ONCE = 1000

local function grace()
  return knownBase > 0 and GRACE_MILLIS or 0
end

local function reap()
  repeat
    local ended = redis.call('ZRANGEBYSCORE', active, '-inf', now, 'LIMIT', 0, REAPED_AT_ONCE)
    if #ended > 0 then
      redis.call('ZREM', active, unpack(ended))
      redis.call('HDEL', slots, unpack(ended))
    end
  until #ended < REAPED_AT_ONCE
end

-- How many may be admitted now, and what count_admitted is to go on from: when the pace has been used up, and how many were admitted so far.
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
  -- The cap may be lowered below the number of those inside; none of them came in above the one that is noted here.
  redis.call('HSET', admissions, 'admitted', admitted + number, 'paceAt', paceAt + pace, 'cap', maxActive)
  keep(admissions)
end

-- The holder of the slot has shown up: it lasts from now on, and never shorter than before. Returns 1 the first time, else 0.
local function claim(user, slot)
  if slot.claimed then
    return 0
  end
  slot.ends = math.max(slot.ends, now + activeMillis)
  hold_slot(user, slot.number, slot.enteredAt, 1, slot.ends)
  return 1
end
