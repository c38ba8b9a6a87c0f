#!/bin/sh
# kafka-server-start.sh server.properties
base=$(cd "$(dirname "$0")/.." && pwd)
: "${KAFKA_HEAP_OPTS=-Xms256M -Xmx1G}"
export KAFKA_HEAP_OPTS
exec "$base/bin/kafka-run-class.sh" kafka.Kafka "$@"
