-- Unlocks the seats that a reservation has locked still. Seats that another one has locked meanwhile stay as they are.
-- Returns how many were unlocked.
-- KEYS[1] sorted set: seats of the user
-- KEYS[2] and up string: the lock of each seat
-- ARGV[2] string: reservation
-- ARGV[3] and up string: the seats, in the order of their locks
local seatsOfUser, reservation = KEYS[1], ARGV[2]
local released = 0
for i = 1, #KEYS - 1 do
  local owner = redis.call('GET', KEYS[1 + i])
  if owner == reservation then
    released = released + redis.call('DEL', KEYS[1 + i])
  end
  if not owner or owner == reservation then
    redis.call('ZREM', seatsOfUser, ARGV[2 + i])
  end
end
return released
