-- Looks for violations of a waiting room's invariants: among 2,000 users with a slot at most, and of the waiters only at the last one.
-- Returns {live slots, cap by which the last was admitted or -1, users whose slot and place among the active do not belong together, users
-- who wait although they have a slot, users whose number was never given out}; twenty users at most of each kind.
-- Joined behind queue/room, which binds KEYS[1] to KEYS[8].
local LOOKED_AT, TOLD = 2000, 20

local function tell(users, user)
  if #users < TOLD then
    users[#users + 1] = user
  end
end

local astray, both, unknown = {}, {}, {}
-- Without the counter, if it alone was lost, the numbers given out are unknown.
local last = tonumber(redis.call('GET', sequence) or math.huge)
local live = '(' .. string.format('%.0f', now)

local users = redis.call('ZRANGEBYSCORE', active, live, '+inf', 'LIMIT', 0, LOOKED_AT)
for i = 1, #users do
  local entry = redis.call('HGET', slots, users[i])
  if not entry then
    tell(astray, users[i])
  elseif tonumber(string.match(entry, '^%d+')) > last then
    tell(unknown, users[i])
  end
  if redis.call('ZSCORE', waiting, users[i]) then
    tell(both, users[i])
  end
end

-- Slots whose time is over stay until the next admission, which removes them from both.
if redis.call('HLEN', slots) ~= redis.call('ZCARD', active) then
  local entries = redis.call('HSCAN', slots, 0, 'COUNT', LOOKED_AT)[2]
  for i = 1, #entries, 2 do
    if not redis.call('ZSCORE', active, entries[i]) then
      tell(astray, entries[i])
    end
  end
end

local newest = redis.call('ZREVRANGE', waiting, 0, 0, 'WITHSCORES')
if newest[2] and tonumber(newest[2]) > last then
  tell(unknown, newest[1])
end
return {
  redis.call('ZCOUNT', active, live, '+inf'), tonumber(redis.call('HGET', admissions, 'cap') or -1), astray, both, unknown
}
