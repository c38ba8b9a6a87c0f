#!/bin/bash
# Starts a worker in any supported image. Their own entry points differ, and some rewrite the
# config. Ends with exec, so that the JVM receives the signal when the pod stops.
set -eu
umask 077
# Characters are not bytes, neither in bash nor for Java before 18.
export LC_ALL=C.UTF-8

fail() {
  echo "$1" >&2
  exit 1
}

# The files replace these lines: a pod gets one script.
. ./older-workers.sh
. ./secret-properties.sh

for start in /usr/bin/connect-distributed /opt/kafka/bin/connect-distributed.sh \
  /kafka/bin/connect-distributed.sh "$(command -v connect-distributed || true)"; do
  if [ -x "$start" ]; then break; fi
  start=
done
[ -n "$start" ] || fail "this image has no connect-distributed: image.application must be one of Kafka Connect"
jars=$(kafka_jars "$start")
check_file_references
# Secrets first: Java uses the last value of a repeated key, so the user's property takes
# precedence.
properties=${TMPDIR:-/tmp}/connect-distributed.properties
secret_properties >"$properties"
worker_properties >>"$properties"
# Each pod has its own name, by which the workers forward requests to each other.
echo "rest.advertised.host.name=$POD_NAME.$HEADLESS_SERVICE" >>"$properties"
if [ -n "${WORKER_REST_AUTH:-}" ]; then rest_user >"$WORKER_REST_USERS"; fi
if [ -n "${WORKER_AGENT:-}" ]; then
  for agent in "$WORKER_AGENT"/*/*.jar; do
    [ -e "$agent" ] || fail "metrics.javaAgent holds no jar"
    export KAFKA_OPTS="$KAFKA_OPTS -javaagent:$agent=$WORKER_AGENT_PORT:$WORKER_AGENT_RULES"
  done
fi
exec "$start" "$properties"
