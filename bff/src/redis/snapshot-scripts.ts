import { defineScript } from './redis-scripts.ts';

/**
 * Makes the next version, in one step with its entry in the stream. It goes to whoever computed it from the current
 * version, and from a read of the source only under the lease given out last.
 *
 * A first commit begins a new history. Where one is stored already it may do so only when that cannot be loaded
 * (`ARGV[7]` names its epoch) and nobody has packed it anew meanwhile. A confirmation replaces the one before it.
 * Answers how many commits are not in the packed snapshot.
 *
 * Every commit has an id and names the one it follows: after a failover that lost commits, others may have taken their
 * numbers. Whoever holds another commit at the current version than the one that is stored is told so.
 *
 * KEYS: state, changes, packed, fence
 * ARGV: time, base epoch, base seq, kind, fence, new epoch, unloadable epoch, confirmation, payload, origin, lifetime,
 * entries at most, id, id of the base
 */
export const COMMIT = defineScript(
  'ordersCommit',
  `
if ARGV[5] ~= '' and redis.call('GET', KEYS[4]) ~= ARGV[5] then return {'fenced'} end
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'sub', 'commit')
local before = state[4] or ''
local commit = ARGV[13]
local epoch, seq, sub, kind = state[1], tonumber(state[2] or 0), tonumber(state[3] or 0), ARGV[4]
if ARGV[2] == '' then
  if epoch and (epoch ~= ARGV[7] or redis.call('HGET', KEYS[3], 'epoch') == epoch) then return {'superseded'} end
  redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
  epoch, seq, sub, kind, before = ARGV[6], 1, 0, 'full', ''
elseif epoch ~= ARGV[2] or seq ~= tonumber(ARGV[3]) then
  return {'superseded'}
elseif before ~= '' and ARGV[14] ~= '' and before ~= ARGV[14] then
  return {'forked'}
elseif kind == 'confirm' then
  commit = before
  if sub > 0 then redis.call('XDEL', KEYS[2], string.format('%.0f-%.0f', seq, sub)) end
  sub = sub + 1
else
  seq, sub = seq + 1, 0
end
local id = string.format('%.0f-%.0f', seq, sub)
redis.call('HSET', KEYS[1], 'epoch', epoch, 'seq', string.format('%.0f', seq), 'sub', string.format('%.0f', sub),
  'commit', commit)
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[12], id, 'epoch', epoch, 'kind', kind, 'origin', ARGV[10],
  'confirmation', ARGV[8], 'payload', ARGV[9], 'commit', commit, 'after', before)
for index = 1, 3 do redis.call('PEXPIRE', KEYS[index], ARGV[11]) end
local packed = redis.call('HMGET', KEYS[3], 'epoch', 'seq')
local unpacked = seq - (packed[1] == epoch and tonumber(packed[2]) or 0)
return {'committed', epoch, string.format('%.0f', seq), unpacked}
`,
);

/**
 * Keeps everything packed, unless it is older than what is kept or of another history, and lets go of commits that
 * nobody needs any more.
 *
 * KEYS: state, changes, packed
 * ARGV: time, epoch, seq, confirmation, bytes, lifetime, first seq whose commit stays, id of the commit
 */
export const SAVE = defineScript(
  'ordersSave',
  `
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq', 'commit')
if state[1] ~= ARGV[2] then return 0 end
if state[2] == ARGV[3] and (state[3] or '') ~= '' and ARGV[8] ~= '' and state[3] ~= ARGV[8] then return 0 end
local kept = redis.call('HMGET', KEYS[3], 'epoch', 'seq')
if kept[1] == ARGV[2] and (tonumber(kept[2]) or 0) > tonumber(ARGV[3]) then return 0 end
redis.call('HSET', KEYS[3], 'epoch', ARGV[2], 'seq', ARGV[3], 'confirmation', ARGV[4], 'bytes', ARGV[5])
redis.call('PEXPIRE', KEYS[3], ARGV[6])
redis.call('XTRIM', KEYS[2], 'MINID', '~', ARGV[7] .. '-0')
return 1
`,
);

/**
 * Forgets a history that is known to be broken, unless it is another one by now.
 *
 * KEYS: state, changes, packed
 * ARGV: time, epoch, seq
 */
export const FORGET = defineScript(
  'ordersForget',
  `
local state = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if state[1] ~= ARGV[2] or state[2] ~= ARGV[3] then return 0 end
return redis.call('DEL', KEYS[1], KEYS[2], KEYS[3])
`,
);

/**
 * Throws a packed snapshot away that cannot be read, unless another one lies there by now.
 *
 * KEYS: packed
 * ARGV: time, epoch, seq
 */
export const DISCARD_PACKED = defineScript(
  'ordersDiscardPacked',
  `
local kept = redis.call('HMGET', KEYS[1], 'epoch', 'seq')
if kept[1] ~= ARGV[2] or (kept[2] or '') ~= ARGV[3] then return 0 end
return redis.call('DEL', KEYS[1])
`,
);
