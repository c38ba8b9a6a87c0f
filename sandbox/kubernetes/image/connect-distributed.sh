#!/bin/sh
# connect-distributed.sh worker.properties: as Apache's, with the variables that it documents.
if [ $# -lt 1 ]; then
  echo "USAGE: $0 connect-distributed.properties" >&2
  exit 1
fi
base=$(cd "$(dirname "$0")/.." && pwd)
: "${KAFKA_HEAP_OPTS=-Xms256M -Xmx2G}"
: "${KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=$base/config/connect-log4j2.properties}"
export KAFKA_HEAP_OPTS KAFKA_LOG4J_OPTS
exec "$base/bin/kafka-run-class.sh" org.apache.kafka.connect.cli.ConnectDistributed "$@"
