import { PATHS } from "./mounts";

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
export const START_WORKER = `#!/bin/bash
set -eu
umask 077
for start in /usr/bin/connect-distributed /opt/kafka/bin/connect-distributed.sh /kafka/bin/connect-distributed.sh "$(command -v connect-distributed || true)"; do
  if [ -x "$start" ]; then break; fi
  start=
done
if [ -z "$start" ]; then
  echo "this image has no connect-distributed: image.application must be one of Kafka Connect" >&2
  exit 1
fi
# Each pod has its own name: the workers forward requests to each other by it.
properties=/tmp/connect-distributed.properties
{ cat ${PATHS.config}/worker.properties; echo "rest.advertised.host.name=$POD_NAME.$HEADLESS_SERVICE"; } > "$properties"
if [ -s ${PATHS.restAuth}/username ]; then
  # As a line of a properties file, in which these characters are special.
  escaped() { sed 's/[\\\\:=#! ]/\\\\&/g' "$1" | tr -d '\\r\\n'; }
  printf '%s=%s\\n' "$(escaped ${PATHS.restAuth}/username)" "$(escaped ${PATHS.restAuth}/password)" > ${REST_USERS}
fi
exec "$start" "$properties"
`;

/**
 * Asks the worker's own health endpoint on the listener that only the pod reaches: kubelet could
 * present neither a password from a Secret nor a client's certificate.
 */
export function probeScript(port: number): string {
  return `#!/bin/bash
set -eu
header=
if [ -s ${PATHS.restAuth}/username ]; then
  header="Authorization: Basic $(printf '%s:%s' "$(cat ${PATHS.restAuth}/username)" "$(cat ${PATHS.restAuth}/password)" | base64 -w 0)"
fi
exec 3<>/dev/tcp/127.0.0.1/${port}
printf 'GET /health HTTP/1.0\\r\\n%s\\r\\n\\r\\n' "$header" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
`;
}
