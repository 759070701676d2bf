import { defineScript } from './redis-scripts.ts';

/**
 * Gives slots away, one every so many milliseconds of Redis's clock, to the first in line among all replicas. Each
 * replica stands in line with one call, its most urgent, and is told when to ask again; one that does not come then
 * (its process died or stalled) loses its place after a short grace. Nothing is handed out for later: a slot begins
 * when it is taken, so that no late timer can crowd the next call.
 *
 * Urgency and ageing are those of `chooseNext` in the domain.
 *
 * KEYS: budget, waiting, calls of the month
 * ARGV: time, replica, rank (empty: only to look), ms it has waited, ms between slots, ms to pause, ms to hold slots
 * back, quota (0 = none), calls to add, calls known of, rank that the quota stops, ms after which a call has aged, ms
 * of grace, lifetimes of the budget and of the month
 * Answers: kind, ms to wait, ms of pause, calls of the month
 */
export const TAKE_SLOT = defineScript(
  'ordersTakeSlot',
  `
local now, me, rank = now_ms(ARGV[1]), ARGV[2], tonumber(ARGV[3])
local spacing, pause, hold, quota = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local grace = tonumber(ARGV[13])
local kept = redis.call('HMGET', KEYS[1], 'free_at', 'paused_until', 'was_aged')
local free_at, paused_until = tonumber(kept[1] or 0) or 0, tonumber(kept[2] or 0) or 0
local calls = tonumber(redis.call('GET', KEYS[3]) or 0) or 0
calls = math.max(calls, tonumber(ARGV[10])) + tonumber(ARGV[9])

-- After a failover the clock may be another one.
if free_at - now > 10000 then free_at = now + spacing end
if hold > 0 then free_at = math.max(free_at, now + hold) end
if pause > 0 then paused_until = math.max(paused_until, now + pause) end

local was_aged = kept[3]
local function came_before(one, other)
  return one.arrived < other.arrived or (one.arrived == other.arrived and one.id < other.id)
end
local PLACE = '^(%d) ([%d.]+) ([%d.]+)$'
-- The network trembles; if the arrival of one call did too, two replicas could each take the other for first.
local function arrival()
  local arrived = tonumber(string.format('%.3f', now - tonumber(ARGV[4])))
  local same_rank, before = string.match(redis.call('HGET', KEYS[2], me) or '', PLACE)
  if tonumber(same_rank) == rank and math.abs(tonumber(before) - arrived) < 50 then return tonumber(before) end
  return arrived
end
local function first_in_line(mine)
  local urgent, oldest = mine, mine
  local line = redis.call('HGETALL', KEYS[2])
  for index = 1, #line, 2 do
    local its_rank, arrived, comes_by = string.match(line[index + 1], PLACE)
    if line[index] == me then
      -- Its place is the one asked for now.
    elseif not its_rank or tonumber(comes_by) < now then
      redis.call('HDEL', KEYS[2], line[index])
    else
      local other = { id = line[index], rank = tonumber(its_rank), arrived = tonumber(arrived) }
      if other.rank < urgent.rank or (other.rank == urgent.rank and came_before(other, urgent)) then
        urgent = other
      end
      if came_before(other, oldest) then oldest = other end
    end
  end
  local is_aged = was_aged ~= '1' and oldest.rank > urgent.rank and now - oldest.arrived >= tonumber(ARGV[12])
  if is_aged then return oldest, '1' end
  return urgent, '0'
end

local kind, wait = 'seen', 0
if not rank then
  kind = 'seen'
elseif rank >= tonumber(ARGV[11]) and quota > 0 and calls >= quota then
  kind = 'quota'
  redis.call('HDEL', KEYS[2], me)
elseif paused_until > now then
  kind, wait = 'wait', paused_until - now
  redis.call('HDEL', KEYS[2], me)
else
  local mine = { id = me, rank = rank, arrived = arrival() }
  local first, is_aged = first_in_line(mine)
  -- Times are kept to the microsecond.
  if first.id == me and free_at - now < 0.002 then
    kind, was_aged, calls = 'go', is_aged, calls + 1
    free_at = now + spacing
    redis.call('HDEL', KEYS[2], me)
  else
    kind, wait = 'wait', math.max(0, free_at - now)
    if first.id ~= me then wait = wait + grace + 5 end
    local place = string.format('%d %.3f %.3f', mine.rank, mine.arrived, now + wait + grace)
    redis.call('HSET', KEYS[2], me, place)
    redis.call('PEXPIRE', KEYS[2], ARGV[14])
  end
end

redis.call('HSET', KEYS[1], 'free_at', string.format('%.3f', free_at),
  'paused_until', string.format('%.3f', paused_until), 'was_aged', was_aged or '0')
redis.call('PEXPIRE', KEYS[1], math.max(tonumber(ARGV[14]), paused_until - now + 1000))
redis.call('SET', KEYS[3], string.format('%.0f', calls), 'PX', ARGV[15])
return { kind, string.format('%.3f', wait), string.format('%.3f', math.max(0, paused_until - now)), calls }
`,
);
