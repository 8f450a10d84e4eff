#!/usr/bin/env bash
# Follows every story with redis-cli and jq (bash 4 or later), and says so when something is missing.
#
#     ./redis-cli.sh desk                  # from where the last run stopped, or from now; the name is yours
#     ./redis-cli.sh desk 0-0 once         # at the first run from the beginning; end when all is read
#
# Prints one update a line (JSON) on stdout and messages on stderr. Where you stand is kept in desk.position and
# desk.revisions and, for the operator's alarm, on the server. Environment: SLUGLINE_REDIS_URL, SLUGLINE_PUBLISH_URL, SLUGLINE_KEY.
set -euo pipefail
name=${1:?a name for this reader} first=${2:-} once=${3:-}
stream="${SLUGLINE_NAMESPACE:-}stories.updated"
publish=${SLUGLINE_PUBLISH_URL:-http://127.0.0.1:8080}
wire() { redis-cli -u "${SLUGLINE_REDIS_URL:-redis://127.0.0.1:6379/0}" --raw "$@"; }
read_api() { curl -sS --fail-with-body ${SLUGLINE_KEY:+-H "Authorization: Bearer $SLUGLINE_KEY"} "$publish$1"; }

# In one step, so that no cut can slip in between: whether entries after our position are gone, the newest id, then the
# next entry. A Lua script sees the stream as it is at one moment.
next='
if redis.call("EXISTS", KEYS[1]) == 0 then return {"here", "0-0"} end
local info, seen = redis.call("XINFO", "STREAM", KEYS[1]), {}
for n = 1, #info, 2 do seen[info[n]] = info[n + 1] end
local function before(a, b)
  local am, as = string.match(a, "(%d+)%-(%d+)")
  local bm, bs = string.match(b, "(%d+)%-(%d+)")
  if am ~= bm then return #am < #bm or (#am == #bm and am < bm) end
  return #as < #bs or (#as == #bs and as < bs)
end
local newest, head = seen["last-generated-id"], seen["last-generated-id"]
if seen["first-entry"] then head = seen["first-entry"][1] end
local cut = seen["entries-added"] ~= seen["length"] and before(ARGV[1], head)
if cut or before(newest, ARGV[1]) then return {"behind", newest} end
local found = redis.call("XRANGE", KEYS[1], "(" .. ARGV[1], "+", "COUNT", 1)
if #found == 0 then return {"here", newest} end
for n = 1, #found[1][2], 2 do
  if found[1][2][n] == "data" then return {"next", found[1][1], found[1][2][n + 1]} end
end
return {"next", found[1][1], "null"}'

if [ -s "$name.position" ]; then position=$(cat "$name.position")
else position=${first:-$(wire XREVRANGE "$stream" + - COUNT 1 | sed -n 1p)}; fi
position=${position:-0-0}
declare -A revisions=() # of each story, the last that we have seen
[ ! -s "$name.revisions" ] || . "./$name.revisions"

keep() {
  position=$1
  declare -p revisions | sed 's/^declare /declare -g /' >"$name.revisions"
  printf '%s\n' "$position" >"$name.position.part" && mv "$name.position.part" "$name.position"
  wire HSET "$stream:readers" "$name" "$position" >/dev/null
}

# An update, after whatever of its story is missing before it. Revisions have no gaps.
deliver() {
  local story revision known
  read -r story revision < <(jq -r '"\(.story_id) \(.revision)"' <<<"$1")
  known=${revisions[$story]:-}
  if [ -n "$known" ] && [ "$revision" -le "$known" ]; then return; fi # a repeat
  if [ -n "$known" ] && [ "$revision" -gt $((known + 1)) ]; then
    echo "gap: $story went from revision $known to $revision; reading what is between" >&2
    read_api "/v1/stories/$story/updates?since=$known" | jq -c ".items[].data | select(.revision < $revision)"
  fi
  revisions[$story]=$revision
  jq -c . <<<"$1"
}

while :; do
  { read -r what; read -r id; IFS= read -r data || true; } < <(wire EVAL "$next" 1 "$stream" "$position"; echo)
  case $what in
    next) [ "$data" = null ] || deliver "$(jq -c .data <<<"$data")"; keep "$id" ;;
    behind)
      echo "behind: entries after $position are no longer held; the stories as they are now follow from $publish" >&2
      cursor=
      while :; do
        page=$(read_api "/v1/stories?limit=200${cursor:+&cursor=$cursor}")
        jq -c '.items[] | {story_id: .id, revision, snapshot: .}' <<<"$page"
        cursor=$(jq -r '.next // "" | @uri' <<<"$page")
        [ -n "$cursor" ] || break
      done
      keep "$id" ;;
    here)
      [ -z "$once" ] || exit 0
      wire XREAD COUNT 1 BLOCK 5000 STREAMS "$stream" "$position" >/dev/null ;;
    *) echo "unexpected answer: $what $id" >&2; exit 1 ;;
  esac
done
