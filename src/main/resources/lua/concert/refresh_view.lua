-- Updates some seats in the view of a date, each unless a later read of it has been written already. The time to live stays.
-- Returns 1: done, 2: there is no view of the date.
-- KEYS[1] string: a character a seat
-- KEYS[2] string: 8 bytes a seat, when that was read
-- KEYS[3] string: how many are A
-- ARGV[2] integer: stamp taken before the seats were read
-- ARGV[3], ARGV[4] and so on, in pairs, integer: number of a seat, string: its character
local stamp = tonumber(ARGV[2])

if redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3]) < 3 then
  return 2
end
for i = 3, #ARGV, 2 do
  local at, now_is = tonumber(ARGV[i]) - 1, ARGV[i + 1]
  local read = struct.unpack('>I8', redis.call('GETRANGE', KEYS[2], at * 8, at * 8 + 7))
  if stamp > read then
    local was = redis.call('GETRANGE', KEYS[1], at, at)
    redis.call('SETRANGE', KEYS[1], at, now_is)
    redis.call('SETRANGE', KEYS[2], at * 8, struct.pack('>I8', stamp))
    if was ~= now_is and (was == 'A' or now_is == 'A') then
      redis.call('INCRBY', KEYS[3], now_is == 'A' and 1 or -1)
    end
  end
end
return 1
