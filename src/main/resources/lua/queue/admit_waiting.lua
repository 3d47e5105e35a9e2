-- Admits the first waiters to the free slots, if the caller has or gets the lease of the admitting instance; tells every caller how the queue
-- stands.
-- Returns {now in ms, base, last number given out, number of the first waiter of this epoch or last + 1, waiters of earlier epochs,
-- waiters, active users, admitted so far, index behind the part of the list of leavers that is returned, its length, that part,
-- admitted by this call, first and last number whose place is kept or 0};
-- base 0: no queue.
-- Joined behind queue/room and queue/terms, which bind KEYS[1] to KEYS[8] and ARGV[2] to ARGV[9].
-- KEYS[9] string: the lease: the instance that admits
-- ARGV[10] string: the caller's instance
-- ARGV[11] integer: how long the lease lasts, ms
-- ARGV[12] integer: how many of the list of leavers the caller knows in the epoch it knows, ARGV[13] string: the last of them
-- ARGV[14] integer: the last number given out that the caller knows of
-- ARGV[15] integer: the first waiter that it knows of in the epoch it knows
local admitter, me, leaseMillis, leaversKnown, knownLeaver = KEYS[9], ARGV[10], ARGV[11], tonumber(ARGV[12]), ARGV[13]
local knownLast, knownFirst = tonumber(ARGV[14]), tonumber(ARGV[15])
local ADMITTED_AT_ONCE, LEAVERS_AT_ONCE = 1000, 10000

local base, last = epoch()
if not base then
  if knownBase == 0 then
    return { now, 0, 0, 0, 0, 0, 0, 0, 0, 0, {}, 0, 0, 0 }
  end
  base = begin_epoch(0, GRACE_MILLIS)
  last = base - 1
else
  if knownBase > 0 and knownBase ~= base then
    redis.call('HSETNX', admissions, 'resumeAt', now + GRACE_MILLIS)
  end
  if knownLast > last then
    base, last = keep_places(base, last, knownLast)
  end
  drop_places()
end

local admittedHere = 0
local mine = redis.call('SET', admitter, me, 'NX', 'PX', leaseMillis)
if not mine and redis.call('GET', admitter) == me then
  mine = true
  redis.call('PEXPIRE', admitter, leaseMillis)
end
if mine and redis.call('ZCARD', waiting) > 0 then
  local free, paceAt, admitted = vacancies()
  if free > 0 then
    local next = redis.call('ZPOPMIN', waiting, math.min(free, ADMITTED_AT_ONCE))
    for i = 1, #next, 2 do
      hold_slot(next[i], tonumber(next[i + 1]), now, now + claimMillis)
    end
    admittedHere = #next / 2
    count_admitted(admittedHere, paceAt, admitted)
  end
end

local first = tonumber(redis.call('ZRANGEBYSCORE', waiting, base, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2] or last + 1)
if knownBase == base and knownFirst > first then
  -- Redis has lost that the users before knownFirst had left or had been admitted. They do not count again.
  if knownFirst > tonumber(redis.call('HGET', admissions, 'front') or 0) then
    redis.call('HSET', admissions, 'front', string.format('%.0f', knownFirst))
  end
end
local state = redis.call('HMGET', admissions, 'admitted', 'front', 'keptFrom', 'keptTo')
local from = knownBase == base and leaversKnown or 0
if from > 0 and redis.call('LINDEX', left, from - 1) ~= knownLeaver then
  from = 0 -- some of the list is lost, or has been replaced
end
local leavers = redis.call('LRANGE', left, from, from + LEAVERS_AT_ONCE - 1)
return {
  now, base, last, math.max(first, tonumber(state[2] or 0)),
  redis.call('ZCOUNT', waiting, '-inf', '(' .. string.format('%.0f', base)),
  redis.call('ZCARD', waiting),
  redis.call('ZCOUNT', active, '(' .. string.format('%.0f', now), '+inf'),
  tonumber(state[1] or 0),
  from + #leavers, redis.call('LLEN', left), leavers, admittedHere, tonumber(state[3] or 0), tonumber(state[4] or 0)
}
