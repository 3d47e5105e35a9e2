-- Admits the first of those who wait to the slots that are free, if the caller is the instance that admits or nobody is; tells every
-- caller how the queue stands.
-- Returns {now in ms, base, last number given out, number of the first waiter of this epoch or last + 1, waiters of earlier epochs,
-- waiters, active users, admitted so far, index behind the part of the list of leavers that is returned, its length, that part,
-- admitted by this call};
-- base 0: no queue.
-- Joined behind queue/room and queue/terms, which bind KEYS[1] to KEYS[7] and ARGV[2] to ARGV[8].
-- KEYS[8] string: the instance that admits
-- ARGV[9] string: the caller's instance
-- ARGV[10] integer: how long it may admit without asking again, ms
-- ARGV[11] integer: how many of the list of leavers the caller knows in the epoch it knows
local admitter, me, leaseMillis, leaversKnown = KEYS[8], ARGV[9], ARGV[10], tonumber(ARGV[11])
local ADMITTED_AT_ONCE, LEAVERS_AT_ONCE = 1000, 10000

local base, last = epoch()
if not base then
  if knownBase == 0 then
    return { now, 0, 0, 0, 0, 0, 0, 0, 0, 0, {}, 0 }
  end
  base = begin_epoch(0, GRACE_MILLIS)
  last = base - 1
elseif knownBase > 0 and knownBase ~= base then
  redis.call('HSETNX', admissions, 'resumeAt', now + GRACE_MILLIS)
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
      hold_slot(next[i], tonumber(next[i + 1]), now, 0, now + claimMillis)
    end
    admittedHere = #next / 2
    count_admitted(admittedHere, paceAt, admitted)
  end
end

local first = redis.call('ZRANGEBYSCORE', waiting, base, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)[2]
local from = knownBase == base and leaversKnown or 0
local leavers = redis.call('LRANGE', left, from, from + LEAVERS_AT_ONCE - 1)
return {
  now, base, last, tonumber(first or last + 1),
  redis.call('ZCOUNT', waiting, '-inf', '(' .. string.format('%.0f', base)),
  redis.call('ZCARD', waiting),
  redis.call('ZCOUNT', active, '(' .. string.format('%.0f', now), '+inf'),
  tonumber(redis.call('HGET', admissions, 'admitted') or 0),
  from + #leavers, redis.call('LLEN', left), leavers, admittedHere
}
