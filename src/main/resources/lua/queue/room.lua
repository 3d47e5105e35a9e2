-- The shared part of the waiting room's scripts: its keys, its epochs, its slots.
-- Numbers of the sequence stay below 2^53, so that Lua and sorted sets hold them exactly; format them with %.0f, since .. would round.
-- KEYS[1] string: the last sequence number given out; the first of an epoch is its base, the time of Redis in microseconds
-- KEYS[2] sorted set: time in ms, score: the first sequence number given out then; time:number for one of an earlier epoch that came back
-- KEYS[3] sorted set: user, score: sequence number; kept:number for a place whose holder a failover has lost
-- KEYS[4] sorted set: user, score: when the slot ends, ms: with the turn, or earlier while no seat is held, or later with a hold
-- KEYS[5] hash: user, sequence number:time of entry in ms:claimed (1) or not (0)
-- KEYS[6] list: sequence numbers of those who left while waiting
-- KEYS[7] hash: base, resumeAt in ms, paceAt in ms, admitted, cap by which the last was admitted, keptFrom and keptTo: numbers whose places
-- are kept; front: all waiters before this number are known to have left or been admitted
-- KEYS[8] hash: user, when the turn ends in ms: activeSeconds after the slot was claimed, no entry before; until a first hold was kept, followed
-- by a colon and when the slot ends without one
local sequence, issued, waiting, active, slots, left, admissions = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local turns = KEYS[8]
local TTL_SECONDS = 30 * 24 * 3600

local function keep(key)
  redis.call('EXPIRE', key, TTL_SECONDS)
end

-- Base and last number of this epoch, or nil where Redis knows none: no user has entered yet, or everything was lost.
local function epoch()
  local last = redis.call('GET', sequence)
  if not last then
    return nil
  end
  return tonumber(redis.call('HGET', admissions, 'base') or 0), tonumber(last)
end

-- Starts an epoch whose numbers are above all that were given out before, and above the given number.
-- graceMillis: the pause of admission in which earlier waiters can come back in their order; 0 if there were none.
local function begin_epoch(above, graceMillis)
  local base = math.max(now * 1000 + time[2] % 1000, above + 1)
  redis.call('SET', sequence, string.format('%.0f', base - 1), 'EX', TTL_SECONDS)
  redis.call('HSET', admissions, 'base', string.format('%.0f', base))
  if graceMillis > 0 then
    redis.call('HSET', admissions, 'resumeAt', now + graceMillis)
  end
  keep(admissions)
  return base
end

-- The placeholder for a number whose holder this Redis does not know: see keep_places.
local function kept(number)
  return string.format('kept:%.0f', number)
end

-- When the number was given out, to the second, which saves an entry for each waiter.
local function issued_at(number)
  local entry = redis.call('ZREVRANGEBYSCORE', issued, number, '-inf', 'LIMIT', 0, 1)[1]
  return tonumber(string.match(entry or '0', '^%d+'))
end

-- A token of an earlier epoch can come back only once: true the first time.
local function come_back(number, issuedAt)
  local first = redis.call('ZADD', issued, 'NX', number, string.format('%.0f:%.0f', issuedAt, number)) == 1
  keep(issued)
  return first
end

local function end_slots(users)
  redis.call('ZREM', active, unpack(users))
  redis.call('HDEL', slots, unpack(users))
  redis.call('HDEL', turns, unpack(users))
end

-- The slot that the user holds now, or nil. A slot whose time is over is removed.
local function slot_of(user)
  local entry = redis.call('HGET', slots, user)
  if not entry then
    return nil
  end
  local ends = tonumber(redis.call('ZSCORE', active, user) or 0)
  if ends <= now then
    end_slots({ user })
    return nil
  end
  local number, enteredAt, claimed = string.match(entry, '^(%d+):(%d+):(%d)$')
  local slot = { number = tonumber(number), enteredAt = tonumber(enteredAt), claimed = claimed == '1', ends = ends }
  local turnEnds, withoutHold = string.match(redis.call('HGET', turns, user) or '', '^(%d+):?(%d*)')
  -- A turn that is older than the slot was left over by an instance of a release without turns.
  if slot.claimed and turnEnds and tonumber(turnEnds) > slot.enteredAt then
    slot.turnEnds, slot.withoutHold = tonumber(turnEnds), tonumber(withoutHold)
  end
  return slot
end

-- Writes the slot; the caller has counted the free slots.
-- turnEnds: nil for a slot that is not claimed yet
-- withoutHold: when the slot ends if no seat is held, nil once one was
local function hold_slot(user, number, enteredAt, ends, turnEnds, withoutHold)
  redis.call('ZADD', active, ends, user)
  redis.call('HSET', slots, user, string.format('%.0f:%.0f:%d', number, enteredAt, turnEnds and 1 or 0))
  keep(active)
  keep(slots)
  if turnEnds then
    redis.call('HSET', turns, user, string.format(withoutHold and '%.0f:%.0f' or '%.0f', turnEnds, withoutHold or 0))
    keep(turns)
  else
    redis.call('HDEL', turns, user)
  end
end
