#!/usr/bin/env bash
# One real Apache Kafka broker (KRaft, loopback, no docker) for tests and measurements.
#   kafka.sh install  fetch the jars (Maven) and check them by SHA-256, unless they are there
#   kafka.sh start    install, start, wait until ready, print the address
#   kafka.sh stop     stop it cleanly, keep its data        kafka.sh kill   kill -9, keep its data
#   kafka.sh wipe     stop it, drop its data
# Environment: ENGINES_CACHE (jars), KAFKA_PORT (its controller listens one above), KAFKA_FOLDER (data, log, pid),
# KAFKA_SETTINGS (more lines of server.properties, which win), KAFKA_HEAP. Needs java 17 or newer, mvn, sha256sum.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd) version=4.3.1
cache=${ENGINES_CACHE:-$HOME/.cache/opsledger-engines} port=${KAFKA_PORT:-9092}
jars=$cache/kafka-$version run=${KAFKA_FOLDER:-$cache/run/kafka-$port}
log=$run/broker.log pidfile=$run/pid
java=(java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "-Dlog4j2.configurationFile=$run/log4j2.properties" -cp "$jars/*")

running() { [[ -f $pidfile ]] && grep -qs kafka.Kafka "/proc/$(<"$pidfile")/cmdline"; }

install_jars() {
  [[ -f $jars/.complete ]] && return
  local fetched
  fetched=$(mktemp -d "$cache/kafka.XXXX")
  cat >"$fetched/pom.xml" <<POM
<project><modelVersion>4.0.0</modelVersion><groupId>local</groupId><artifactId>kafka</artifactId><version>1</version><packaging>pom</packaging>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>$version</version></dependency>
<dependency><groupId>org.apache.logging.log4j</groupId><artifactId>log4j-slf4j-impl</artifactId><version>2.25.4</version></dependency></dependencies></project>
POM
  mvn -q -B -Dstyle.color=never -f "$fetched/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DincludeScope=runtime "-DoutputDirectory=$fetched" >&2
  (cd "$fetched" && sha256sum --check --quiet "$here/kafka-$version.sha256") >&2
  [[ $(ls "$fetched" | grep -c '\.jar$') = $(wc -l <"$here/kafka-$version.sha256") ]] ||
    { echo "more jars came than kafka-$version.sha256 names" >&2; return 1; }
  touch "$fetched/.complete" && rm -rf "$jars" && mv "$fetched" "$jars"
}

# Not two installs at once: the second one finds what the first one fetched.
install() { mkdir -p "$cache" && (flock 9 && install_jars) 9>"$cache/lock"; }

write_settings() {
  mkdir -p "$run" && : >"$log"
  printf '%s\n' rootLogger.level=warn rootLogger.appenderRef.c.ref=c appender.c.type=Console appender.c.name=c \
    appender.c.layout.type=PatternLayout 'appender.c.layout.pattern=%d %p %m (%c)%n' \
    logger.k.name=kafka.server.KafkaRaftServer logger.k.level=info >"$run/log4j2.properties"
  printf '%s\n' process.roles=broker,controller node.id=1 "controller.quorum.voters=1@127.0.0.1:$((port + 1))" \
    "listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$((port + 1))" controller.listener.names=CONTROLLER \
    "log.dirs=$run/data" auto.create.topics.enable=false group.initial.rebalance.delay.ms=0 \
    broker.session.timeout.ms=2000 broker.heartbeat.interval.ms=500 \
    offsets.topic.replication.factor=1 offsets.topic.num.partitions=5 transaction.state.log.replication.factor=1 \
    transaction.state.log.min.isr=1 transaction.state.log.num.partitions=5 \
    share.coordinator.state.topic.replication.factor=1 share.coordinator.state.topic.min.isr=1 \
    "${KAFKA_SETTINGS:-}" >"$run/server.properties"
}

start() {
  if ! running; then
    install
    write_settings
    [[ -f $run/data/meta.properties ]] ||
      "${java[@]}" kafka.tools.StorageTool format -t MkU3OEVBNTcwNTJENDM2Qk -c "$run/server.properties" >/dev/null
    setsid "${java[@]}" "-Xmx${KAFKA_HEAP:-256m}" kafka.Kafka "$run/server.properties" >"$log" 2>&1 </dev/null 9>&- &
    echo $! >"$pidfile"
  fi
  for ((i = 0; i < 900; i++)); do
    grep -qs 'Kafka Server started' "$log" && echo "127.0.0.1:$port" && return
    kill -0 "$(<"$pidfile")" 2>/dev/null || break
    sleep 0.1
  done
  echo "kafka did not start; last lines of $log:" >&2; tail -20 "$log" >&2; stop; return 1
}

end() {
  if running; then kill "$1" "$(<"$pidfile")" && while running; do sleep 0.1; done; fi
  rm -f "$pidfile"
}
stop() { end -TERM; }

case ${1:-} in
  install) install ;; start) start ;; stop) stop ;; kill) end -KILL ;; wipe) stop; rm -rf "$run" ;;
  *) sed -n 2,8p "$0"; exit 2 ;;
esac
