#!/bin/bash
# Probes the worker on a port without TLS, from inside the pod: the kubelet could neither send a
# password from a Secret nor use a different request for an older worker.
set -eu
header=
if [ -n "${WORKER_REST_AUTH:-}" ]; then
  user=$(cat "$WORKER_REST_AUTH/username"):$(cat "$WORKER_REST_AUTH/password")
  header="Authorization: Basic $(printf %s "$user" | tr -d '\r' | base64 -w 0)"
fi

# Sets status and body.
get() {
  exec 3<>"/dev/tcp/127.0.0.1/$WORKER_PROBE_PORT"
  printf 'GET %s HTTP/1.0\r\n%s\r\n\r\n' "$1" "$header" >&3
  read -r _ status _ <&3
  body=$(tr -d '\r' <&3)
  exec 3>&-
}

get /health
[ "$status" = 404 ] || {
  [ "$status" = 200 ]
  exit
}
# Before 3.9. Like /health, the herder answers this request once it has read the configs and joined
# the group: either the connector does not exist, or a rebalance is in progress.
get /connectors/readiness-probe
case $status in
  200 | 409) ;;
  404) [[ $body == *"Connector readiness-probe not found"* ]] ;;
  *) exit 1 ;;
esac
