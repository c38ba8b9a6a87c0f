#!/bin/bash
# Asks the worker's own health endpoint on the listener that only the pod reaches: the kubelet could not
# present a password from a Secret.
set -eu
user=$(cat "$WORKER_REST_AUTH/username"):$(cat "$WORKER_REST_AUTH/password")
header="Authorization: Basic $(printf %s "$user" | tr -d '\r' | base64 -w 0)"
exec 3<>"/dev/tcp/127.0.0.1/$WORKER_PROBE_PORT"
printf 'GET /health HTTP/1.0\r\n%s\r\n\r\n' "$header" >&3
read -r _ status _ <&3
[ "$status" = 200 ]
