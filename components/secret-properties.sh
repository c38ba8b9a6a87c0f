# Part of start-worker.sh: writes the content of the pod's Secrets as lines of properties files.

# Java reads properties in ISO-8859-1. As \uXXXX, any character is possible and none is special.
escaped() {
  local i code
  for ((i = 0; i < ${#1}; i++)); do
    printf -v code %d "'${1:i:1}"
    if ((code < 0x10000)); then
      printf '\\u%04X' "$code"
    else
      printf '\\u%04X\\u%04X' $((0xD7C0 + (code >> 10))) $((0xDC00 + (code & 0x3FF)))
    fi
  done
}

# A key of a Secret, or a line of its file. Files often end with a newline, passwords do not.
credential() {
  local text=
  if [ -s "$1/$2" ]; then
    text=$(cat "$1/$2")
  elif [ -s "$1/${3:-$2}" ]; then
    text=$(sed -n "s/^$2=//p" "$1/$3" | head -n 1)
  fi
  text=${text%$'\r'}
  [ -n "$text" ] || fail "the Secret mounted at $1 has no $2"
  printf %s "$text"
}

# The properties for the stores from make-stores.sh.
stores() {
  local folder=$1 prefix=$2 kind password
  password=$(sed -n 's/^jksPassword=//p' "$folder/jksPassword.txt" | head -n 1 | tr -d '\r')
  password=$(escaped "$password")
  for kind in keystore truststore; do
    [ -e "$folder/$kind.p12" ] || continue
    echo "$prefix""ssl.$kind.type=PKCS12"
    echo "$prefix""ssl.$kind.location=$folder/$kind.p12"
    echo "$prefix""ssl.$kind.password=$password"
  done
}

rest_user() {
  local username password
  username=$(credential "$WORKER_REST_AUTH" username)
  password=$(credential "$WORKER_REST_AUTH" password)
  echo "$(escaped "$username")=$(escaped "$password")"
}

# The value of an option inside a JAAS config.
quoted() {
  printf %s "$1" | sed 's/[\\"]/\\&/g'
}

login() {
  local username password client jaas
  username=$(credential "$WORKER_KAFKA_AUTH" username plain.txt)
  password=$(credential "$WORKER_KAFKA_AUTH" password plain.txt)
  jaas="$WORKER_LOGIN_MODULE required username=\"$(quoted "$username")\" password=\"$(quoted "$password")\";"
  jaas=$(escaped "$jaas")
  for client in "" $WORKER_KAFKA_CLIENTS; do
    echo "$client""sasl.jaas.config=$jaas"
  done
}

secret_properties() {
  local client
  if [ -n "${WORKER_KAFKA_AUTH:-}" ]; then login; fi
  if [ -n "${WORKER_KAFKA_STORES:-}" ]; then
    for client in "" $WORKER_KAFKA_CLIENTS; do
      stores "$WORKER_KAFKA_STORES" "$client"
    done
  fi
  if [ -n "${WORKER_REST_STORES:-}" ]; then
    [ -e "$WORKER_REST_STORES/keystore.p12" ] ||
      fail "the Secret of tls has no certificate: give it fullchain.pem and privkey.pem, or tls.crt and tls.key"
    stores "$WORKER_REST_STORES" listeners.https.
  fi
}
