# Part of install-plugins.sh: downloads with curl or wget.
#
# Downloads go to the work folder. `sha512` and `auth` come from the line of the list.

# download URL FILE. Retries with growing delays, unless a retry cannot help.
download() {
  attempt=1 delay=$delay_first
  until fetch "$1" "$2"; do
    [ "$again" = yes ] || fail "$reason"
    [ "$attempt" -lt "$attempts" ] || fail_for_now "$reason, in each of $attempts attempts"
    sleep "$delay"
    attempt=$((attempt + 1)) delay=$((delay * 2))
  done
}

# Returns the status of the attempt; `reason` and `again` say why it failed, and whether to retry.
fetch() {
  measure_left
  rm -f "$2"
  again=yes code=0 status=''
  if have curl; then
    fetch_with_curl "$1" "$2" || code=$?
    [ "$code" -eq 0 ] || explain_curl
  else
    have wget || fail "the image $image has no curl or wget: choose another init image"
    fetch_with_wget "$1" "$2" || code=$?
    explain_wget "$1"
  fi
  if [ "$code" -eq 0 ]; then vet_answer "$2"; fi
  case $status in 408 | 425 | 429) ;; 4??) again=no ;; esac
  return "$code"
}

# The tools also accept a part of the file, and the page of a redirect that leads nowhere.
vet_answer() {
  case $status in
    '' | 200 | 203) ;;
    *) code=1 again=no reason="HTTP $status, without the whole file" ;;
  esac
  if [ "$code" -eq 0 ] && [ ! -s "$1" ]; then code=1 again=no reason="the answer is empty"; fi
}

fetch_with_curl() {
  protocols='=http,https'
  case $1 in https:*) protocols='=https' ;; esac
  set -- --proto "$protocols" --proto-redir "$protocols" -o "$2" "$1"
  [ -z "${PLUGIN_CA:-}" ] || set -- --cacert ca.pem "$@"
  [ ! -f header ] || set -- -H @header "$@"
  set -- --connect-timeout 10 --speed-limit 1000 --speed-time 20 --max-filesize "$left" "$@"
  status=$(limited curl -qgfsSL --max-redirs 5 -w '%{http_code}' "$@" 2>log)
}

explain_curl() {
  case $code in
    1) again=no reason="is redirected to a url that is not https" ;;
    5 | 6) reason="the name of the host, or of the proxy, is not known" ;;
    7) reason="cannot connect" ;;
    18 | 56 | 92) reason="the connection was cut" ;;
    22) reason="HTTP $status" ;;
    23 | 63) too_large ;;
    28) reason="no answer in time, or too slow" ;;
    35) reason="the TLS handshake failed" ;;
    47) again=no reason="more than 5 redirects" ;;
    60 | 77) again=no reason="the TLS certificate is not trusted" ;;
    *) reason="the download failed (curl $code)" ;;
  esac
}

# wget cannot restrict redirects, so a download after a forbidden one is discarded.
fetch_with_wget() {
  url_of_wget=$1
  [ ! -f header ] || fail "the image $image has no curl, which auth needs: choose another init image"
  set -- -S -O "$2" "$1"
  if wget --version >/dev/null 2>&1; then # GNU
    [ -z "${PLUGIN_CA:-}" ] || set -- --ca-certificate=ca.pem "$@"
    set -- -t 1 -T 20 --max-redirect=5 "$@"
  else
    # It would send the request to the proxy in plain text, and leave TLS to the proxy.
    case $url_of_wget in
      https:*) [ -z "${https_proxy:-}${http_proxy:-}" ] || need curl "https through a proxy" ;;
    esac
  fi
  limited timeout 600 wget "$@" 2>log
}

# wget can succeed after a forbidden redirect; `code` then marks the failure.
explain_wget() {
  status=$(sed -n 's/.*HTTP\/[0-9.]* \([1-5][0-9][0-9]\).*/\1/p' log | tail -n 1)
  case $1 in https:*)
    if grep -i '^ *location: *[a-z][a-z0-9+.-]*:' log | grep -iqv 'location: *https:'; then
      code=1 again=no reason="is redirected to a url that is not https"
      return 0
    fi
    if [ "$sha512" = - ] && grep -q 'validation not implemented' log; then
      fail "wget of the image $image checks no certificates: pin sha512, or choose an image with curl"
    fi
    ;;
  esac
  if [ "$(grep -c 'HTTP/[0-9.]* 30[1-8]' log)" -gt 5 ]; then
    code=1 again=no reason="more than 5 redirects"
    return 0
  fi
  [ "$code" -ne 0 ] || return 0
  case $(cat log) in
    *redirections*) again=no reason="more than 5 redirects" ;; # GNU
    *"File too large"* | *"No space left"*) too_large ;;
    *"bad address"* | *"unable to resolve"*) reason="the name of the host, or of the proxy, is not known" ;;
    *refused*) reason="cannot connect" ;;
    *"verify"* | *"certificate of"*) again=no reason="the TLS certificate is not trusted" ;;
    *) case $status in
      [45]??) reason="HTTP $status" ;;
      *) reason="the connection was cut, or too slow" ;;
    esac ;;
  esac
}
