# Part of install-plugins.sh: authorities and credentials for downloads.

# curl replaces its authorities with the given ones, so both go into one file.
write_ca() {
  [ -n "${PLUGIN_CA:-}" ] || return 0
  for system in "${CURL_CA_BUNDLE:-}" "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt \
    /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
    if [ -r "$system" ]; then cat "$system" && break; fi
  done >ca.pem
  { echo && cat "$PLUGIN_CA"; } >>ca.pem
  export SSL_CERT_FILE="$work/ca.pem" # For BusyBox, whose TLS helper has no option for it.
}

# From the Secret's file to a header file: never on a command line, where ps would show it.
write_header() {
  rm -f header
  case $auth in
    -) return 0 ;;
    header:*)
      read_secret "${auth#header:}"
      credentials=$value
      ;;
    basic:*)
      need base64 "basic auth"
      read_secret "${auth#basic:}"
      credentials=$value
      read_secret "${auth_folder}/${auth##*/}"
      credentials="Basic $(printf '%s:%s' "$credentials" "$value" | base64 | tr -d '\n')"
      ;;
    *) fail "the list is broken" ;;
  esac
  (umask 077 && printf 'Authorization: %s\n' "$credentials" >header)
}

# read_secret SECRET/KEY[/…]: sets the value to its only line.
read_secret() {
  auth_folder=${1%%/*} key=${1#*/}
  key=${key%%/*}
  file=$PLUGIN_AUTH/$auth_folder/$key
  [ -r "$file" ] || fail "the Secret $auth_folder has no key $key"
  value=$(cat "$file")
  case $value in '' | *[[:cntrl:]]*) fail "$key of the Secret $auth_folder is not one line of text" ;; esac
}
