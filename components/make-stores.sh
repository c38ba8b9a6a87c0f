#!/bin/sh
# Creates Java stores from certificates in PEM. $1 has lines
#   <folder of the Secret> <folder of the stores>
# A Secret that already contains stores is used as it is. Requires openssl, because keytool cannot read
# a private key in PEM, and keytool, because openssl creates trust stores without the attribute by which
# Java recognises a trust anchor.
set -eu
umask 027

fail() {
  echo "certificate $source: $1" >&2
  echo "certificate $source: $1" >"${TERMINATION_LOG:-/dev/termination-log}" 2>/dev/null || true
  exit 1
}

# The first of these files that the Secret has.
first() {
  for name in "$@"; do
    if [ -s "$source/$name" ]; then
      echo "$source/$name"
      return 0
    fi
  done
}

write_password() {
  if [ -s "$source-password/jksPassword.txt" ]; then
    cp "$source-password/jksPassword.txt" "$target/jksPassword.txt"
  elif [ -s "$source/jksPassword.txt" ]; then
    cp "$source/jksPassword.txt" "$target/jksPassword.txt"
  else
    printf 'jksPassword=%s\n' "$(openssl rand -hex 24)" >"$target/jksPassword.txt"
  fi
  sed -n 's/^jksPassword=//p' "$target/jksPassword.txt" | head -n 1 | tr -d '\r\n' >"$work/password"
  [ -s "$work/password" ] || fail "jksPassword.txt has no line jksPassword=..."
}

# Always as PKCS12, because the paths of the stores are published in advance.
copy_store() {
  kind=$1 from=$2
  case $from in
    *.p12) cp "$from" "$target/$kind.p12" ;;
    *) keytool -importkeystore -noprompt -srckeystore "$from" -srcstorepass:file "$work/password" \
      -destkeystore "$target/$kind.p12" -deststoretype PKCS12 -deststorepass:file "$work/password" \
      >"$work/log" 2>&1 || fail "$(tail -n 1 "$work/log")" ;;
  esac
}

make_keystore() {
  openssl pkcs12 -export -name key -in "$certificate" -inkey "$key" -out "$target/keystore.p12" \
    -passout "file:$work/password" 2>"$work/log" || fail "$(tail -n 1 "$work/log")"
}

# keytool imports one certificate at a time.
make_truststore() {
  awk -v folder="$work" '/-----BEGIN CERTIFICATE-----/ { n++ } n > 0 { print > (folder "/ca-" n ".pem") }' "$ca"
  [ -e "$work/ca-1.pem" ] || fail "$(basename "$ca") holds no certificate"
  for one in "$work"/ca-*.pem; do
    keytool -importcert -noprompt -alias "$(basename "$one" .pem)" -file "$one" \
      -keystore "$target/truststore.p12" -storetype PKCS12 -storepass:file "$work/password" \
      >"$work/log" 2>&1 || fail "$(tail -n 1 "$work/log")"
  done
}

while read -r source target; do
  [ -n "$source" ] || continue
  work=$(mktemp -d)
  rm -rf "${target:?}"/* # What a run before this one left.
  mkdir -p "$target"
  write_password
  keystore=$(first keystore.p12 keystore.jks)
  truststore=$(first truststore.p12 truststore.jks)
  certificate=$(first fullchain.pem tls.crt)
  key=$(first privkey.pem tls.key)
  ca=$(first cacerts.pem ca.crt)
  if [ -n "$keystore$truststore" ]; then
    [ -z "$keystore" ] || copy_store keystore "$keystore"
    [ -z "$truststore" ] || copy_store truststore "$truststore"
  else
    [ -n "$certificate$ca" ] || fail "the Secret has neither stores nor PEM: fullchain.pem and privkey.pem, or tls.crt and tls.key, or cacerts.pem, or ca.crt"
    [ -z "$certificate" ] || [ -n "$key" ] || fail "the Secret has a certificate but no privkey.pem or tls.key"
    [ -z "$certificate" ] || make_keystore
    [ -z "$ca" ] || make_truststore
  fi
  chmod 0640 "$target"/*
  rm -rf "$work"
  (cd "$target" && echo "created $(echo *) in $target")
done <"$1"
