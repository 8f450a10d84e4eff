"""The Lua scripts of delivery. Each is one atomic step; Redis does not roll a script back, so checks come first.

`allow-oom`: acknowledging must work on a full server, or it could never drain. Needs Redis 7 or Valkey 8.
"""

from __future__ import annotations

COMMITTED = 1
#: The gate was closed: somebody else committed this entry, or it was trimmed.
STALE = 0
FENCED = -1
#: What the handler read has changed since: it must run again.
CONFLICT = -2
#: An earlier entry of the stream is not done yet.
NOT_HEAD = -3

#: An id that no entry can follow: XADD is refused while it is the last one of a stream.
LAST_ID = "18446744073709551615-18446744073709551615"
#: Where the last real id of `articles.submitted` is kept while its valve is closed.
VALVE = "ingest:valve"

# KEYS: gate key, lease key, sequence counter, then every key touched (Redis Cluster wants them declared).
# ARGV: gate kind (entry | field | member | none), group, entry id or field or member, delete entry?, lease value or '',
#       in order of the stream?, number of expectations, then key, field-or-'', has-value?, value for each,
#       then for each op its length and its words. XADD.SEQ: key, body before, body after, further fields.
#       XADD.PAST: key, end of the valve's key, length of the stream's name, fields: past a closed valve (valve.py).
#       HSET.NEWER: key, field, order, value (the order is kept in the hash `<key>:order`).
#       ZADD.EACH, ZREM.EACH: beginning of the keys, score, one word of (rest of key, char 29, member, char 30) each:
#       an index of hundreds of sorted sets in one op. Such keys are not declared; a namespace keeps them in one slot.
# Every op is checked against its key's type before the first write, so that none can fail half way.
COMMIT = """#!lua flags=allow-oom
local gate, group, item, delete, lease, ordered = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
if gate == 'entry' then
  if #redis.call('XPENDING', KEYS[1], group, item, item, 1) == 0 then return 0 end
elseif gate == 'field' then
  if redis.call('HEXISTS', KEYS[1], item) == 0 then return 0 end
elseif gate == 'member' then
  if not redis.call('ZSCORE', KEYS[1], item) then return 0 end
end
if lease ~= '' and redis.call('GET', KEYS[2]) ~= lease then return -1 end
if ordered == '1' then
  local head = redis.call('XRANGE', KEYS[1], '-', '(' .. item, 'COUNT', 1)
  if #head > 0 then return -3 end
end
local i = 8
for n = 1, tonumber(ARGV[7]) do
  local key, field, has, want = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local held
  if field == '' then held = redis.call('GET', key) else held = redis.call('HGET', key, field) end
  if (has == '1' and held ~= want) or (has == '0' and held) then return -2 end
  i = i + 4
end
local kinds = {HSET = 'hash', HDEL = 'hash', HINCRBY = 'hash', ['HSET.NEWER'] = 'hash', ZADD = 'zset', ZREM = 'zset',
  SADD = 'set', SREM = 'set', XADD = 'stream', ['XADD.SEQ'] = 'stream', ['XADD.PAST'] = 'stream',
  SET = 'any', DEL = 'any'}
kinds['ZADD.EACH'], kinds['ZREM.EACH'] = 'each', 'each'
local first = i
while i <= #ARGV do
  local n, cmd, key = tonumber(ARGV[i]), ARGV[i + 1], ARGV[i + 2]
  local kind = kinds[cmd]
  if not kind then return redis.error_reply('BADOP ' .. cmd .. ' is not an op of a unit') end
  if kind == 'each' then
    for rest in string.gmatch(ARGV[i + 4], '([^\\29]*)\\29[^\\30]*\\30') do
      local is = redis.call('TYPE', key .. rest).ok
      if is ~= 'none' and is ~= 'zset' then return redis.error_reply('WRONGKEY ' .. key .. rest .. ' is a ' .. is) end
    end
  elseif kind ~= 'any' then
    local is = redis.call('TYPE', key).ok
    if is ~= 'none' and is ~= kind then return redis.error_reply('WRONGKEY ' .. key .. ' is a ' .. is) end
  end
  i = i + n + 1
end
-- A timer's member and a parked field go first, so that the unit may put them there again.
if gate == 'field' then
  redis.call('HDEL', KEYS[1], item)
elseif gate == 'member' then
  redis.call('ZREM', KEYS[1], item)
end
i = first
while i <= #ARGV do
  local n, cmd = tonumber(ARGV[i]), ARGV[i + 1]
  if cmd == 'XADD.SEQ' then
    local seq = redis.call('INCR', KEYS[3])
    redis.call('XADD', ARGV[i + 2], '*', 'data', ARGV[i + 3] .. seq .. ARGV[i + 4], unpack(ARGV, i + 5, i + n))
  elseif cmd == 'XADD.PAST' then
    local key, valve = ARGV[i + 2], string.sub(ARGV[i + 2], 1, -1 - tonumber(ARGV[i + 4])) .. ARGV[i + 3]
    local last = redis.call('EXISTS', key) == 1 and redis.call('GET', valve)
    if last then redis.call('XSETID', key, last) end
    local id = redis.call('XADD', key, '*', unpack(ARGV, i + 5, i + n))
    if last then
      redis.call('SET', valve, id)
      redis.call('XSETID', key, '{LAST_ID}')
    end
  elseif cmd == 'ZADD.EACH' or cmd == 'ZREM.EACH' then
    local begin, score = ARGV[i + 2], ARGV[i + 3]
    for rest, member in string.gmatch(ARGV[i + 4], '([^\\29]*)\\29([^\\30]*)\\30') do
      if cmd == 'ZADD.EACH' then redis.call('ZADD', begin .. rest, score, member)
      else redis.call('ZREM', begin .. rest, member) end
    end
  elseif cmd == 'HSET.NEWER' then
    local key, field, order = ARGV[i + 2], ARGV[i + 3], tonumber(ARGV[i + 4])
    local held = tonumber(redis.call('HGET', key .. ':order', field))
    if not held or held <= order then
      redis.call('HSET', key, field, ARGV[i + 5])
      redis.call('HSET', key .. ':order', field, ARGV[i + 4])
    end
  else
    redis.call(unpack(ARGV, i + 1, i + n))
  end
  i = i + n + 1
end
if gate == 'entry' then
  redis.call('XACK', KEYS[1], group, item)
  if delete == '1' then redis.call('XDEL', KEYS[1], item) end
end
return 1
""".replace("{LAST_ID}", LAST_ID)

# KEYS: lease, token counter   ARGV: owner, time to live in ms
# Returns the lease value, or false while another holds it. A process that restarts under its own name takes its lease
# over at once: its predecessor is dead, or fenced from here on.
TAKE_LEASE = """#!lua flags=allow-oom
local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^(.*):%d+$') ~= ARGV[1] then return false end
local value = ARGV[1] .. ':' .. redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], value, 'PX', ARGV[2])
return value
"""

# KEYS: lease, token counter   ARGV: lease value, time to live in ms   returns 1, or 0 when another has taken it since
# A lease that ran out while Redis was away is renewed as long as nobody took a newer token.
RENEW_LEASE = """#!lua flags=allow-oom
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[1] then return 0 end
if redis.call('GET', KEYS[2]) ~= string.match(ARGV[1], ':(%d+)$') then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
"""

# KEYS: lease   ARGV: lease value
DROP_LEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"

# KEYS: stream, key of the valve   ARGV: LAST_ID   returns 1 when it was open and has been closed
# The id that was the last one is kept under the key of the valve.
CLOSE_VALVE = """#!lua flags=allow-oom
if redis.call('EXISTS', KEYS[2]) == 1 or redis.call('TYPE', KEYS[1]).ok ~= 'stream' then return 0 end
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
  if info[i] == 'last-generated-id' then redis.call('SET', KEYS[2], info[i + 1]) end
end
redis.call('XSETID', KEYS[1], ARGV[1])
return 1
"""

# KEYS: stream, key of the valve   returns 1 when it was closed and is open again
# A stream that was deleted meanwhile is open by itself.
OPEN_VALVE = """#!lua flags=allow-oom
local last = redis.call('GET', KEYS[2])
if not last then return 0 end
if redis.call('TYPE', KEYS[1]).ok == 'stream' then redis.call('XSETID', KEYS[1], last) end
redis.call('DEL', KEYS[2])
return 1
"""

# KEYS: stream   ARGV: group, consumer   returns 1 when an idle consumer without pending entries was removed
# XGROUP DELCONSUMER drops pending entries without a word, hence the check in the same step.
REMOVE_CONSUMER = """
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
"""
