import { RULES_FILE } from "./metrics";
import { PATHS } from "./mounts";
import { AGENT_FOLDER } from "./plugins/args";
import { SECRET_FUNCTIONS } from "./secret-properties";

/** Written at start of the Secret's user and password: the JAAS module reads a properties file. */
const REST_USERS = "/tmp/rest-users.properties";

export const REST_JAAS = `KafkaConnect {
  org.apache.kafka.connect.rest.basic.auth.extension.PropertyFileLoginModule required
  file="${REST_USERS}";
};
`;

/**
 * How the container of a worker starts, whichever of the supported images it is: their own entry
 * points differ, and some rewrite the config. `exec`, so that the JVM is told when the pod stops.
 */
export const START_WORKER = String.raw`#!/bin/bash
set -eu
umask 077
# Characters are not bytes, neither here nor for Java before 18.
export LC_ALL=C.UTF-8

fail() {
  echo "$1" >&2
  exit 1
}
${SECRET_FUNCTIONS}
for start in /usr/bin/connect-distributed /opt/kafka/bin/connect-distributed.sh /kafka/bin/connect-distributed.sh "$(command -v connect-distributed || true)"; do
  if [ -x "$start" ]; then break; fi
  start=
done
[ -n "$start" ] || fail "this image has no connect-distributed: image.application must be one of Kafka Connect"
# Secrets first: of a key that is there twice, Java takes the last, and so a property of the user's.
properties=/tmp/connect-distributed.properties
secret_properties > "$properties"
cat ${PATHS.config}/worker.properties >> "$properties"
# Each pod has its own name: the workers forward requests to each other by it.
echo "rest.advertised.host.name=$POD_NAME.$HEADLESS_SERVICE" >> "$properties"
if [ -d ${PATHS.restAuth} ]; then rest_user > ${REST_USERS}; fi
if [ -e ${PATHS.config}/${RULES_FILE} ]; then
  for agent in ${PATHS.plugins}/${AGENT_FOLDER}/*/*.jar; do
    [ -e "$agent" ] || fail "metrics.javaAgent holds no jar"
    export KAFKA_OPTS="$KAFKA_OPTS -javaagent:$agent=$METRICS_PORT:${PATHS.config}/${RULES_FILE}"
  done
fi
exec "$start" "$properties"
`.replaceAll("\\$", "$");

/**
 * Asks the worker's own health endpoint on the listener that only the pod reaches: kubelet could not
 * present a password from a Secret.
 */
export function probeScript(port: number): string {
  return `#!/bin/bash
set -eu
header=
if [ -s ${PATHS.restAuth}/username ]; then
  header="Authorization: Basic $(printf '%s:%s' "$(cat ${PATHS.restAuth}/username)" "$(cat ${PATHS.restAuth}/password)" | tr -d '\\r' | base64 -w 0)"
fi
exec 3<>/dev/tcp/127.0.0.1/${port}
printf 'GET /health HTTP/1.0\\r\\n%s\\r\\n\\r\\n' "$header" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
`;
}
