#!/usr/bin/env bash
# Does what docs/how-to/outgrow-one-machine.md says for docker compose: an embedded installation with the letters in it moves into the
# containers, gives the same answers there, and is started no more where it was. Called by compose-run.sh, with its project, port and image;
# what was in that project before is gone after, and what was moved stays up.
set -euo pipefail
cd "$(dirname "$0")/../.."

docker compose down --volumes --timeout 10 >/dev/null 2>&1
export DATA_DIR=$DATA_DIR-embedded
mkdir -m 700 "$DATA_DIR"
as_me=(--rm --no-TTY --user "$(id -u):$(id -g)")
refused() { # refused CODE WORDS COMMAND...: it ends with that code and says so
  local code=$1 words=$2 said got=0
  shift 2
  said=$("$@" 2>&1) || got=$?
  [ "$got" = "$code" ] && grep -qE "$words" <<<"$said" && return
  printf 'exit code %s instead of %s, and it said: %s\n' "$got" "$code" "$said" >&2
  return 1
}

PROFILE=embedded node services/embedded/dist/main.js >/dev/null &
embedded=$!
trap 'kill "$embedded" 2>/dev/null || true' EXIT
curl --silent --fail --retry 60 --retry-delay 1 --retry-all-errors --output /dev/null "http://127.0.0.1:$PORT/readyz"
node services/cli/bin/opsledger.js demo load >/dev/null
node infra/compose/all-answers.mjs write "$DATA_DIR/answers.json"
refused 1 ' is in use by (process [0-9]+, started [0-9T:.Z-]+|another process)$' docker compose run "${as_me[@]}" migrate
kill "$embedded"
wait "$embedded" # its exit code: what did not close well is not moved
trap - EXIT

docker compose run "${as_me[@]}" migrate
refused 1 '/events\.db was sealed at [0-9T:.Z-]+: its history goes on in .*\. Start with PROFILE=distributed; ' env PROFILE=embedded node services/embedded/dist/main.js
docker compose up --detach --wait --wait-timeout 240
node infra/compose/all-answers.mjs compare "$DATA_DIR/answers.json"
docker compose exec --no-TTY operations node services/cli/bin/opsledger.js doctor
