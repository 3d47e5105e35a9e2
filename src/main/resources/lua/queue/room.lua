-- What the scripts of the waiting room share: its keys, its epochs, its slots.
-- Numbers of the sequence stay below 2^53, so that Lua and sorted sets hold them exactly; format them with %.0f, since .. would round.
-- KEYS[1] string: the last sequence number given out; the first of an epoch is its base, the time of Redis in microseconds
-- KEYS[2] sorted set: time in ms, score: the first sequence number given out then; time:number for one of an earlier epoch that came back
-- KEYS[3] sorted set: user, score: sequence number
-- KEYS[4] sorted set: user, score: when the slot ends, ms
-- KEYS[5] hash: user, sequence number:time of entry in ms:claimed (1) or not (0)
-- KEYS[6] list: sequence numbers of those who left while waiting
-- KEYS[7] hash: base, resumeAt in ms, paceAt in ms, admitted, cap by which the last was admitted
local sequence, issued, waiting, active, slots, left, admissions = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local TTL_SECONDS = 30 * 24 * 3600

local function keep(key)
  redis.call('EXPIRE', key, TTL_SECONDS)
end

-- Base and last number of this epoch, or nil where Redis knows none: nobody has entered yet, or everything was lost.
local function epoch()
  local last = redis.call('GET', sequence)
  if not last then
    return nil
  end
  return tonumber(redis.call('HGET', admissions, 'base') or 0), tonumber(last)
end

-- Starts an epoch whose numbers are above all that were given out before, also above the one given.
-- graceMillis: for how long nobody is admitted, so that those who waited before can come back in their order; 0 if nobody did.
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

-- When the number was given out. To the second is enough, and saves an entry for each waiter.
local function issued_at(number)
  local entry = redis.call('ZREVRANGEBYSCORE', issued, number, '-inf', 'LIMIT', 0, 1)[1]
  return tonumber(string.match(entry or '0', '^%d+'))
end

-- The token of an earlier epoch comes back once only: true the first time.
local function come_back(number, issuedAt)
  local first = redis.call('ZADD', issued, 'NX', number, string.format('%.0f:%.0f', issuedAt, number)) == 1
  keep(issued)
  return first
end

-- The slot that the user holds now, or nil. One whose time is over is cleared away.
local function slot_of(user)
  local entry = redis.call('HGET', slots, user)
  if not entry then
    return nil
  end
  local ends = tonumber(redis.call('ZSCORE', active, user) or 0)
  if ends <= now then
    redis.call('ZREM', active, user)
    redis.call('HDEL', slots, user)
    return nil
  end
  local number, enteredAt, claimed = string.match(entry, '^(%d+):(%d+):(%d)$')
  return { number = tonumber(number), enteredAt = tonumber(enteredAt), claimed = claimed == '1', ends = ends }
end

-- Writes the slot; the caller has counted those that are free.
local function hold_slot(user, number, enteredAt, claimed, ends)
  redis.call('ZADD', active, ends, user)
  redis.call('HSET', slots, user, string.format('%.0f:%.0f:%d', number, enteredAt, claimed))
  keep(active)
  keep(slots)
end
