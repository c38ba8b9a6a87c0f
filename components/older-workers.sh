# Part of start-worker.sh: features that older versions of Kafka Connect lack.

# The jars of Kafka, relative to its start script.
kafka_jars() {
  local root jar found=
  root=$(dirname "$(dirname "$1")")
  for jar in "$root"/libs/kafka-clients-*.jar "$root"/share/java/kafka/kafka-clients-*.jar; do
    if [ -e "$jar" ]; then
      found=yes
      echo "$jar"
    fi
  done
  [ -n "$found" ] ||
    fail "this image has no kafka-clients-*.jar in $root/libs or $root/share/java/kafka: which Kafka it has is unknown"
}

# Vendors' version numbers say less than the classes, whose names are uncompressed in a jar.
has_class() {
  # BusyBox's grep searches a line only up to its first NUL.
  printf '%s\n' "$jars" | while read -r jar; do tr '\0' '\n' <"$jar"; done | grep -qF "$1.class"
}

# Before 3.8, Connect silently ignores allowed.paths.
check_file_references() {
  if has_class AllowedPaths; then return 0; fi
  local what="Kafka Connect before 3.8 cannot limit which files references read:"
  if [ -n "${WORKER_KAFKA_AUTH:-}${WORKER_KAFKA_STORES:-}${WORKER_REST_AUTH:-}${WORKER_REST_STORES:-}" ] &&
    [ -z "${WORKER_UNLIMITED_FILE_REFERENCES:-}" ]; then
    fail "$what every connector could read the workers' own passwords and keys. Use a newer image, or accept it with unlimitedFileReferences: true"
  fi
  echo "$what every connector can read every file in this pod" >&2
}

# Before 3.5, there is no config provider for environment variables, and a worker with one would not
# start.
worker_properties() {
  local default='^config\.providers\.env\.class=org\.apache\.kafka\.common\.config\.provider\.EnvVarConfigProvider$'
  if has_class EnvVarConfigProvider || ! grep -q "$default" "$WORKER_PROPERTIES"; then
    cat "$WORKER_PROPERTIES"
  else
    # In the order of the program, ours first.
    sed -e 's/^config\.providers=file,directory,env/config.providers=file,directory/' \
      -e '/^config\.providers\.env\./d' "$WORKER_PROPERTIES"
  fi
}
