-- Lets users in, one after the other: at once where there is room and nobody waits, else behind all others. A user who is in already keeps
-- number and place. What one of them is answered has no part in what the others are.
-- Returns for each user, in a row: code, sequence number, issued at in ms, entered at in ms, slot ends at in ms, position, news; code 1: active,
-- 2: waiting, 3: somebody has entered by this proof of work, 4: the sale is over, 5: nobody may enter yet; news 1: has claimed the slot, 2: has
-- been let in at once, 0: neither.
-- Joined behind queue/room and queue/terms, which bind KEYS[1] to KEYS[8] and ARGV[2] to ARGV[9].
-- KEYS[9] and up string: there if the proof of work by which a user enters is used; one for each user who brings a proof, in their order
-- ARGV[10] integer: the last deadline for booking, ms; 0 where there is none yet
-- ARGV[11] integer: from when on one may enter, ms; 0 from the first
-- ARGV[12] and up: for each user string: user, integer: how long to remember the proof, ms, 0 where there is none
local lastDeadline, entryOpensAt = tonumber(ARGV[10]), tonumber(ARGV[11])
local answers, proofs = {}, 8
-- Of the time, looked at once: when the newest number was given out, how many slots are free, and what has been let in by this call.
local issuedAt, free, paceAt, admitted
local letIn = 0

local function answer(code, number, issued, enteredAt, ends, position, news)
  local n = #answers
  answers[n + 1], answers[n + 2], answers[n + 3], answers[n + 4] = code, number, issued, enteredAt
  answers[n + 5], answers[n + 6], answers[n + 7] = ends, position, news
end

local function next_number()
  local number = redis.call('INCR', sequence)
  if number == 1 then
    begin_epoch(0, grace())
    number = redis.call('INCR', sequence)
  elseif number <= knownBase then
    keep_places(0, number - 1, knownBase)
    number = redis.call('INCR', sequence)
  end
  if not issuedAt then
    local latest = redis.call('ZREVRANGE', issued, 0, 0)[1]
    issuedAt = tonumber(string.match(latest or '0', '^%d+'))
    if now - issuedAt >= 1000 then
      issuedAt = now
      redis.call('ZADD', issued, number, now)
      -- Once a second is often enough for what lives 30 days. Without its base a queue that nobody has been admitted from for so long would
      -- be taken for none.
      keep(sequence)
      keep(issued)
      keep(waiting)
      keep(admissions)
    end
  end
  return number
end

local function enter(user, proof, proofMillis)
  local slot = slot_of(user)
  if slot then
    local claimed = claim(user, slot)
    return answer(1, slot.number, issued_at(slot.number), slot.enteredAt, slot.ends, 0, claimed)
  end
  local place = tonumber(redis.call('ZSCORE', waiting, user) or 0)
  if place > 0 then
    return answer(2, place, issued_at(place), 0, 0, redis.call('ZRANK', waiting, user) + 1, 0)
  end
  if lastDeadline > 0 and now >= lastDeadline then
    return answer(4, 0, 0, 0, 0, 0, 0)
  end
  if now < entryOpensAt then
    return answer(5, 0, 0, 0, 0, 0, 0)
  end
  if proof and not redis.call('SET', proof, '', 'NX', 'PX', proofMillis) then
    return answer(3, 0, 0, 0, 0, 0, 0)
  end
  local number = next_number()
  local ahead = redis.call('ZCARD', waiting)
  if ahead == 0 then
    if not free then
      free, paceAt, admitted = vacancies()
    end
    if free > 0 then
      free, letIn = free - 1, letIn + 1
      local ends = ends_without_hold()
      hold_slot(user, number, now, ends, now + activeMillis, ends)
      return answer(1, number, issuedAt, now, ends, 0, 2)
    end
  end
  redis.call('ZADD', waiting, number, user)
  if ahead == 0 then
    keep(waiting)
  end
  -- The numbers behind the base are given out in order: the newest is last.
  answer(2, number, issuedAt, 0, 0, ahead + 1, 0)
end

for i = 12, #ARGV, 2 do
  local proof
  if ARGV[i + 1] ~= '0' then
    proofs = proofs + 1
    proof = KEYS[proofs]
  end
  enter(ARGV[i], proof, ARGV[i + 1])
end
if letIn > 0 then
  count_admitted(letIn, paceAt, admitted)
end
return answers
