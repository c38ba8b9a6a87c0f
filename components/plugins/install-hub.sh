# Part of install-plugins.sh: Confluent Hub, and digests.

# Requests the version's manifest, and sets the url and digests of its archive.
ask_hub() {
  need sha1sum "Confluent Hub"
  need md5sum "Confluent Hub"
  download "$url" manifest
  archive=$(tr -d '\r\n\t' <manifest | sed -n 's/.*"archive" *: *{\([^{}]*\)}.*/\1/p' | sed 's#\\/#/#g')
  url=$(archive_field url '[^" ]*')
  md5=$(archive_field md5 '[0-9a-f]*')
  sha1=$(archive_field sha1 '[0-9a-f]*')
  case $url in http://?* | https://?*) ;; *) fail "the Hub's manifest names no archive" ;; esac
  case $sha512$url in -http:*) fail "the Hub's archive is on plain http: pin its sha512" ;; esac
  [ "${#md5} ${#sha1}" = "32 40" ] || fail "the Hub's manifest has no usable md5 and sha1"
  set_host "$url"
}

archive_field() { say "$archive" | sed -n "s/.*\"$1\" *: *\"\($2\)\".*/\1/p"; }

# check TOOL DIGEST FILE. Compares texts, because "-c" differs between implementations.
check() {
  actual=$("$1" <"$3")
  actual=${actual%% *}
  [ "$actual" = "$2" ] || fail "${1%sum} is $(first_digits "$actual"), not $(first_digits "$2")"
}
first_digits() { printf '%.16s...' "$1"; }
