#!/usr/bin/env bash
# Runs docker-compose.yml as a user does and holds it to what it promises: builds, starts, loads the letters, tells the scenarios to it,
# kills it under load, moves an embedded installation in, takes it down. Prints the time of every step, the time from `docker compose up` to ready, and the memory of
# every container at rest. Leaves nothing running and touches no other installation: project, port and data are its own.
# Environment: DOCKER_HOST, DOCKER_CONFIG and the images that infra/engines/containers.sh prints (public images without them),
# COMPOSE_RUN_PORT (3999), FAULTS (how often each fault, 1; none if 0), MOST_MEGABYTES (of a service at rest, 130). Needs a build (npm run build),
# and root, to kill as the operating system does.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d "${TMPDIR:-/tmp}/opsledger-compose.XXXX")
export COMPOSE_PROJECT_NAME=opsledger-run-$$ COMPOSE_PROFILES=all COMPOSE_ANSI=never COMPOSE_PROGRESS=plain
export PORT=${COMPOSE_RUN_PORT:-3999} HOST=127.0.0.1 DATA_DIR=$work/var OPSLEDGER_IMAGE=opsledger:run-$$ LOG_LEVEL=warn
export SCENARIO_URL=http://127.0.0.1:$PORT BUILD_NETWORK=${BUILD_NETWORK:-host}
unset OPSLEDGER_URL OPSLEDGER_TOKEN MONGODB_URI KAFKA_BROKERS PROFILE

times=()
step() {
  local name=$1 began=$SECONDS
  shift
  printf '\n--- %s\n' "$name"
  "$@"
  times+=("$(printf '%4ds  %s' $((SECONDS - began)) "$name")")
}
end() {
  local code=$?
  trap - EXIT INT TERM
  if [ "$code" != 0 ]; then
    docker compose ps --all || true
    docker compose logs --no-color --tail 40 2>&1 | cut -c1-400 || true
  fi
  docker compose down --volumes --timeout 10 >/dev/null 2>&1 || code=1
  docker image rm "$OPSLEDGER_IMAGE" >/dev/null 2>&1 || true
  rm -rf "$work"
  printf '\n--- time per step (%ds in all)\n' "$SECONDS"
  printf '%s\n' "${times[@]}"
  exit "$code"
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

build() { docker compose build --quiet; }
up() {
  local began=$EPOCHREALTIME
  docker compose up --detach --wait --wait-timeout 240
  awk -v a="$began" -v b="$EPOCHREALTIME" 'BEGIN { printf "from `docker compose up` to ready: %.1f s\n", b - a }'
}
again() { # what starts again finds its keys, its topics and its replica set
  local keys
  keys=$(sha256sum "$DATA_DIR/keys.json")
  docker compose down --timeout 30 >/dev/null 2>&1
  up
  [ "$keys" = "$(sha256sum "$DATA_DIR/keys.json")" ] || { echo 'the keys are others than before' >&2; return 1; }
}
nothing_open() { # nothing but the gateway's port, and that on the address that was asked for
  local published
  published=$(docker compose ps --format '{{range .Publishers}}{{if .PublishedPort}}{{.URL}}:{{.PublishedPort}} {{end}}{{end}}' | xargs)
  echo "published: $published"
  [ "$published" = "$HOST:$PORT" ]
}
load_letters() { node services/cli/bin/opsledger.js demo load >/dev/null; }
scenarios() { npx jest --config jest.e2e.config.js --runInBand 'facts\.e2e' 'stories\.e2e'; }
memory_at_rest() {
  sleep 20
  docker stats --no-stream --format '{{.Name}} {{.MemUsage}}' | grep "^$COMPOSE_PROJECT_NAME-" | sed "s/^$COMPOSE_PROJECT_NAME-//" |
    awk -v most="${MOST_MEGABYTES:-130}" '{
      print; name = $1; sub(/-[0-9]+$/, "", name)
      used = $2; unit = used; sub(/[0-9.]+/, "", unit); sub(/[A-Za-z]+/, "", used)
      mebibytes = unit == "GiB" ? used * 1024 : unit == "KiB" ? used / 1024 : used
      if (name != "kafka" && name != "mongodb" && mebibytes * 1.048576 > most) { print name " needs more than " most " MB"; over = 1 }
    } END { exit over }'
}
faults() { FAULTS=${FAULTS:-1} node infra/compose/faults-under-load.mjs; }

step build build
step up up
step 'what is published' nothing_open
step 'memory at rest' memory_at_rest
step 'the letters' load_letters
step scenarios scenarios
step 'down and up again' again
if [ "${FAULTS:-1}" != 0 ]; then step 'faults under load' faults; else echo 'NOT RUN: faults under load (FAULTS=0)'; fi
# The last one: it begins with an empty system of other keys.
step 'an embedded installation moves in' infra/compose/move-in.sh
