-- Enters a user: into a slot at once where there is room and nobody waits, else behind all others. A user who is in already keeps number and
-- place.
-- Returns {code, sequence number, issued at in ms, entered at in ms, slot ends at in ms, position, news}; code 1: active, 2: waiting,
-- 3: this proof of work is used already, 4: the sale is over, 5: entry has not opened yet; news 1: has claimed the slot, 2: got a slot at
-- once, 0: neither.
-- Joined behind queue/room and queue/terms, which bind KEYS[1] to KEYS[8] and ARGV[2] to ARGV[9].
-- KEYS[9] string: exists if the user's proof of work is used already; no key where no proof is asked for
-- ARGV[10] string: user
-- ARGV[11] integer: the last deadline for booking, ms; 0 where there is none yet
-- ARGV[12] integer: when entry opens, ms; 0: from the beginning
-- ARGV[13] integer: how long to remember the proof, ms; none where there is none
local user, lastDeadline, entryOpensAt, proof, proofMillis = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12]), KEYS[9], ARGV[13]

local slot = slot_of(user)
if slot then
  local claimed = claim(user, slot)
  return { 1, slot.number, issued_at(slot.number), slot.enteredAt, slot.ends, 0, claimed }
end
local place = tonumber(redis.call('ZSCORE', waiting, user) or 0)
if place > 0 then
  return { 2, place, issued_at(place), 0, 0, redis.call('ZRANK', waiting, user) + 1, 0 }
end

if lastDeadline > 0 and now >= lastDeadline then
  return { 4, 0, 0, 0, 0, 0, 0 }
end
if now < entryOpensAt then
  return { 5, 0, 0, 0, 0, 0, 0 }
end
if proof and not redis.call('SET', proof, '', 'NX', 'PX', proofMillis) then
  return { 3, 0, 0, 0, 0, 0, 0 }
end
local number = redis.call('INCR', sequence)
if number == 1 then
  begin_epoch(0, grace())
  number = redis.call('INCR', sequence)
elseif number <= knownBase then
  keep_places(0, number - 1, knownBase)
  number = redis.call('INCR', sequence)
end
local latest = redis.call('ZREVRANGE', issued, 0, 0)[1]
local issuedAt = tonumber(string.match(latest or '0', '^%d+'))
if now - issuedAt >= 1000 then
  issuedAt = now
  redis.call('ZADD', issued, number, now)
  -- Once a second is often enough for keys that live 30 days. The base is in admissions: without it a queue that has admitted nobody for that
  -- long would be taken for no queue.
  keep(sequence)
  keep(issued)
  keep(waiting)
  keep(admissions)
end

local ahead = redis.call('ZCARD', waiting)
if ahead == 0 then
  local free, paceAt, admitted = vacancies()
  if free > 0 then
    local ends = ends_without_hold()
    hold_slot(user, number, now, ends, now + activeMillis, ends)
    count_admitted(1, paceAt, admitted)
    return { 1, number, issuedAt, now, ends, 0, 2 }
  end
end
redis.call('ZADD', waiting, number, user)
if ahead == 0 then
  keep(waiting)
end
-- Numbers above the base are given out in order, so the newest waiter is last.
return { 2, number, issuedAt, 0, 0, ahead + 1, 0 }
