-- Takes a token from each of some token buckets, or from none if one of them has too few. A bucket is stored as the time at which it will be
-- full again (the generic cell rate algorithm, GCRA), so that it needs no refilling, and lives until then.
-- Returns {bucket, tokens left in the bucket that has fewest, ms until the refused token is there}; bucket 0: taken, else the number of the
-- bucket with the longest wait.
-- KEYS string: the buckets: when each is full, ms
-- For each of them, in their order:
-- ARGV[2] integer: tokens in a full one
-- ARGV[3] number: ms in which a token comes in
-- ARGV[4] integer: ms since a request was allowed without a token, -1: there is none
-- ARGV[5] integer: ms by which a refusal delays the next token
-- ARGV[6] integer: ms by which all refusals together delay it at most
local FIELDS = 5

local buckets, all = {}, true
for i = 1, #KEYS do
  local at = (i - 1) * FIELDS + 1
  local bucket = {
    burst = tonumber(ARGV[at + 1]),
    token = tonumber(ARGV[at + 2]),
    penalty = tonumber(ARGV[at + 4]),
  }
  local letByAgo = tonumber(ARGV[at + 3])
  bucket.latest = now + bucket.burst * bucket.token + tonumber(ARGV[at + 5])
  -- After a clock was set back, no client must wait until it has caught up.
  bucket.full = math.min(tonumber(redis.call('GET', KEYS[i]) or 0), bucket.latest)
  if letByAgo >= 0 then
    bucket.full = math.max(bucket.full, now - letByAgo) + bucket.token
  end
  bucket.full = math.max(bucket.full, now)
  bucket.wait = bucket.full + bucket.token - bucket.burst * bucket.token - now
  -- A thousandth of a millisecond makes up for the rounding of the sums.
  bucket.refuses = bucket.wait > 0.001
  all = all and not bucket.refuses
  buckets[i] = bucket
end

local refused, wait, left = 0, 0, math.huge
for i, bucket in ipairs(buckets) do
  if all then
    bucket.full = bucket.full + bucket.token
  elseif bucket.refuses then
    bucket.full = math.min(bucket.full + bucket.penalty, bucket.latest)
    bucket.wait = bucket.full + bucket.token - bucket.burst * bucket.token - now
    if bucket.wait >= wait then
      refused, wait = i, bucket.wait
    end
  end
  left = math.min(left, math.max(0, math.floor(bucket.burst - (bucket.full - now) / bucket.token + 0.001)))
  local ttl = math.ceil(bucket.full - now)
  if ttl > 0 then
    redis.call('SET', KEYS[i], string.format('%.3f', bucket.full), 'PX', ttl)
  end
end
return { refused, left, math.ceil(wait) }
