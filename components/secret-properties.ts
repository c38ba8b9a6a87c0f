/** Functions of the start script that write what the pod's Secrets hold as lines of properties files. */
import { KAFKA_CLIENTS } from "./kafka-security";
import { PATHS } from "./mounts";
import { workerCert } from "./worker-certs";

/** The key of the ConfigMap that holds the class which logs the workers in at Kafka. */
export const LOGIN_MODULE = "kafka-login-module";

const CLIENTS = KAFKA_CLIENTS.map((client) => `"${client}"`).join(" ");

/** The functions. `fail` is of the script that they are in. */
export const SECRET_FUNCTIONS = String.raw`
# Java reads properties in ISO-8859-1: as \uXXXX every character may be in them, and none is special.
escaped() {
  local i code
  for ((i = 0; i < \${#1}; i++)); do
    printf -v code %d "'\${1:i:1}"
    if ((code < 0x10000)); then
      printf '\\u%04X' "$code"
    else
      printf '\\u%04X\\u%04X' $((0xD7C0 + (code >> 10))) $((0xDC00 + (code & 0x3FF)))
    fi
  done
}

# A key of a Secret, or a line of a file of it. Files often end in a line end, passwords do not.
credential() {
  local text=
  if [ -s "$1/$2" ]; then text=$(cat "$1/$2")
  elif [ -s "$1/\${3:-$2}" ]; then text=$(sed -n "s/^$2=//p" "$1/$3" | head -n 1)
  fi
  text=\${text%$'\r'}
  [ -n "$text" ] || fail "the Secret mounted at $1 has no $2"
  printf %s "$text"
}

# Of the stores that make-stores.sh has made.
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
  username=$(credential ${PATHS.restAuth} username)
  password=$(credential ${PATHS.restAuth} password)
  echo "$(escaped "$username")=$(escaped "$password")"
}

# The value of an option inside of a JAAS config.
quoted() {
  printf %s "$1" | sed 's/[\\"]/\\&/g'
}

login() {
  local username password client jaas
  username=$(credential ${PATHS.kafkaAuth} username plain.txt)
  password=$(credential ${PATHS.kafkaAuth} password plain.txt)
  jaas="$(cat ${PATHS.config}/${LOGIN_MODULE}) required"
  jaas="$jaas username=\"$(quoted "$username")\" password=\"$(quoted "$password")\";"
  jaas=$(escaped "$jaas")
  for client in ${CLIENTS}; do
    echo "$client""sasl.jaas.config=$jaas"
  done
}

secret_properties() {
  local client
  if [ -d ${PATHS.kafkaAuth} ]; then login; fi
  if [ -d ${workerCert("kafka")} ]; then
    for client in ${CLIENTS}; do
      stores ${workerCert("kafka")} "$client"
    done
  fi
  if [ -d ${workerCert("rest")} ]; then
    [ -e ${workerCert("rest")}/keystore.p12 ] ||
      fail "the Secret of tls has no certificate: give it fullchain.pem and privkey.pem, or tls.crt and tls.key"
    stores ${workerCert("rest")} listeners.https.
  fi
}
`.replaceAll("\\$", "$");
