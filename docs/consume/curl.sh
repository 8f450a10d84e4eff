#!/usr/bin/env bash
# Follows stories over HTTP with curl alone, resumes where it stopped, and says so when something is missing.
#
#     ./curl.sh desk.id                                # everything, from where the last run stopped, or from now
#     ./curl.sh desk.id 'significance=major'           # a filter, in the words of /v1/updates
#
# Prints one event a line (JSON, the update is its `data`) on stdout and messages on stderr. The id of the last event is kept in the file.
# Environment: SLUGLINE_PUBLISH_URL, SLUGLINE_KEY where publish asks for a key.
set -euo pipefail
kept=${1:?a file that keeps the id of the last event} filter=${2:-}
publish=${SLUGLINE_PUBLISH_URL:-http://127.0.0.1:8080}
ask() { curl -sS --fail-with-body ${SLUGLINE_KEY:+-H "Authorization: Bearer $SLUGLINE_KEY"} "$@"; }

follow() {
  local id=0 event='' data='' line resume
  [ ! -s "$kept" ] || id=$(cat "$kept")
  if [ "$id" != 0 ]; then resume=(-H "Last-Event-ID: $id"); else resume=(); fi
  ask -N "$publish/v1/updates${filter:+?$filter}" ${resume[@]+"${resume[@]}"} |
    while IFS= read -r line; do
      line=${line%$'\r'}
      case $line in
        'id: '*) id=${line#id: } ;;
        'event: '*) event=${line#event: } ;;
        'data: '*) data=${line#data: } ;;
        '') # the end of an event
          case $event in
            stream.reset)
              echo "behind: updates after the kept id are no longer held; the stories as they are now follow" >&2
              ask "$publish$(sed -n 's/.*"snapshot": *"\([^"]*\)".*/\1/p' <<<"$data")"; echo ;;
            stream.*) echo "$event: coming back" >&2 ;;
            ?*) printf '%s\n' "$data" ;;
          esac
          [ "$id" = 0 ] || { printf '%s\n' "$id" >"$kept.part" && mv "$kept.part" "$kept"; }
          event='' data='' ;;
      esac
    done
}

while :; do
  follow || echo "the connection ended" >&2
  sleep "${SLUGLINE_RETRY:-3}"
done
