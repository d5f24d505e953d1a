#!/usr/bin/env bash
# A docker engine of our own and the images that testcontainers and docker-compose.yml start, made of what this machine has: no
# image is pulled.
#   containers.sh up       start dockerd, build local/kafka, local/mongo and local/node, print the variables that tests need
#   containers.sh compose  the same, and `docker compose` (built from its Go module, once) where docker has none
#   containers.sh down     remove the containers of that dockerd and stop it, by its pid
# Environment: ENGINES_CACHE (jars, mongod, docker compose, and the folder of dockerd). Needs root, docker.io, iptables,
# busybox-static, a JDK 17 with jmods; for `compose` go. No BuildKit.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd) cache=${ENGINES_CACHE:-$HOME/.cache/opsledger-engines} dir=${ENGINES_CACHE:-$HOME/.cache/opsledger-engines}/docker
export DOCKER_HOST=unix://$dir/docker.sock DOCKER_BUILDKIT=0
compose_version=v2.40.3 compose=$cache/docker-compose-v2.40.3
modules=java.base,java.desktop,java.logging,java.management,java.naming,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.unsupported,jdk.management,jdk.zipfs

start_dockerd() {
  docker info >/dev/null 2>&1 && return
  mkdir -p "$dir"
  # A dockerd that was killed leaves pids that the next one takes for its own, and networks on which it panics. Containers, networks
  # and volumes are those of a test run that is over; the layers of images are kept.
  rm -rf "$dir"/pid "$dir"/exec/containerd "$dir"/data/{containers,network,volumes}
  setsid dockerd --data-root "$dir/data" --exec-root "$dir/exec" --host "$DOCKER_HOST" --pidfile "$dir/pid" \
    --bip 172.31.77.1/24 >"$dir/dockerd.log" 2>&1 </dev/null &
  for ((i = 0; i < 300; i++)); do docker info >/dev/null 2>&1 && return; sleep 0.1; done
  tail -20 "$dir/dockerd.log" >&2; return 1
}

# rootfs NAME PROGRAM...: an empty root with busybox, the programs' shared libraries and name lookup; prints its path.
rootfs() {
  local root=$dir/$1/rootfs file; shift
  rm -rf "$root"; mkdir -p "$root"/{bin,tmp,etc,opt,usr,lib64,lib/x86_64-linux-gnu,home/node,data/db}; chmod 1777 "$root/tmp"
  cp /bin/busybox "$root/bin/"
  for tool in sh cat cp mv rm ls ln mkdir chmod chown env find grep sed awk head tail nc sleep printf test true false id wget xargs; do
    ln -sf busybox "$root/bin/$tool"
  done
  for file in $(ldd "$@" | awk '$3 ~ "^/" {print $3}' | sort -u) \
    /lib/x86_64-linux-gnu/{libc.so.6,libm.so.6,libz.so.1,libgcc_s.so.1,libstdc++.so.6,libnss_files.so.2,libnss_dns.so.2,libresolv.so.2,libdl.so.2,libpthread.so.0,librt.so.1}; do
    cp -L "$file" "$root/lib/x86_64-linux-gnu/"
  done
  cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
  printf 'root:x:0:0:root:/:/bin/sh\nnode:x:1000:1000:node:/home/node:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\nnode:x:1000:\n' >"$root/etc/group"; chown 1000:1000 "$root/home/node"
  echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
  echo "$root"
}

build_kafka() { # a JRE linked from this machine's JDK, Kafka's jars
  local root; root=$(rootfs kafka /usr/bin/env)
  jlink --add-modules "$modules" --strip-debug --no-header-files --no-man-pages --output "$root/opt/jre"
  mkdir -p "$root/opt/kafka/libs" && cp "$cache"/kafka-4.3.1/*.jar "$root/opt/kafka/libs/"
  cp "$here/kafka-container.sh" "$root/opt/kafka/start.sh"
  printf 'FROM scratch\nCOPY rootfs/ /\nENV PATH=/opt/jre/bin:/bin\nEXPOSE 9092\nENTRYPOINT ["sh","/opt/kafka/start.sh"]\n' |
    docker build -q -t local/kafka:4.3.1 -f - "$dir/kafka"
}

build_mongo() { # like the official image: mongod listens on all addresses, its arguments are the command
  local mongod root; mongod=$("$here/mongodb.sh" install); root=$(rootfs mongo "$mongod")
  cp "$mongod" "$root/bin/mongod"
  printf 'FROM scratch\nCOPY rootfs/ /\nENV PATH=/bin\nVOLUME /data/db\nEXPOSE 27017\nENTRYPOINT ["mongod","--bind_ip_all"]\n' |
    docker build -q -t local/mongo:6.0.5 -f - "$dir/mongo"
}

build_node() { # like node:24-slim: node, npm, user node (1000); with this machine's certificate authorities
  local node npm root; node=$(readlink -f "$(command -v node)"); root=$(rootfs node "$node")
  npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
  mkdir -p "$root/usr/bin" "$root/usr/lib/node_modules" "$root/etc/ssl/certs"
  cp "$node" "$root/usr/bin/node" && ln -s ../../bin/env "$root/usr/bin/env"
  cp -r "$npm" "$root/usr/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/bin/npm" && ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/bin/npx"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  printf 'FROM scratch\nCOPY rootfs/ /\nENV PATH=/usr/bin:/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt\nCMD ["node"]\n' |
    docker build -q -t local/node:slim -f - "$dir/node"
}

# Its go.mod has exclude directives, which `go install` refuses: it is built from a copy that requires it.
build_compose() {
  local build module
  [[ -x $compose/cli-plugins/docker-compose ]] && return
  command -v go >/dev/null || { echo "docker compose $compose_version is built from its Go module: go 1.24 or newer is needed" >&2; return 1; }
  mkdir -p "$compose/cli-plugins" && build=$(mktemp -d "$compose/build.XXXX") && cd "$build"
  go mod init local/compose 2>/dev/null
  module=$(go mod download -json "github.com/docker/compose/v2@$compose_version" | sed -n 's/^\t"Dir": "\(.*\)",$/\1/p')
  sed 's#^module .*#module local/compose#' "$module/go.mod" >go.mod && cp "$module/go.sum" . && chmod u+w go.sum
  go mod edit -require="github.com/docker/compose/v2@$compose_version"
  printf '//go:build tools\n\npackage tools\n\nimport _ "github.com/docker/compose/v2/cmd"\n' >tools.go
  CGO_ENABLED=0 go build -mod=mod -trimpath -ldflags "-s -w -X github.com/docker/compose/v2/internal.Version=$compose_version" \
    -o built github.com/docker/compose/v2/cmd
  mv built "$compose/cli-plugins/docker-compose" && cd "$here" && rm -rf "$build"
}

up() {
  "$here/mongodb.sh" install
  "$here/kafka.sh" install
  start_dockerd
  build_kafka
  build_mongo
  build_node
}

variables() {
  echo "export DOCKER_HOST=$DOCKER_HOST DOCKER_BUILDKIT=0 TESTCONTAINERS_RYUK_DISABLED=true"
  echo "export KAFKA_IMAGE=local/kafka:4.3.1 MONGO_IMAGE=local/mongo:6.0.5 NODE_IMAGE=local/node:slim"
}

case ${1:-} in
  up) up >&2; variables ;;
  compose)
    up >&2; variables
    docker compose version >/dev/null 2>&1 && exit
    build_compose >&2 && echo "export DOCKER_CONFIG=$compose" ;;
  down)
    [[ -f $dir/pid ]] || exit 0
    docker ps -aq | xargs -r docker rm -f >/dev/null
    pid=$(<"$dir/pid") && kill "$pid" && while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done ;;
  *) sed -n 2,8p "$0"; exit 2 ;;
esac
