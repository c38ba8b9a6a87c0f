#!/bin/sh
# Builds an image and pushes it, with buildah or docker, on the machine where `pulumi up` runs.
set -eu
umask 022 # What is copied into an image keeps its rights.
exec 3>&1 >&2 </dev/null
work=''

say() { printf '%s\n' "$*"; }
fail() {
  say "PluginImage: $1"
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

choose_builder() {
  builder=$BUILD_WITH
  if [ -n "$builder" ]; then
    have "$builder" || fail "builder: there is no $builder on PATH: install it, or choose the other one"
    return 0
  fi
  for builder in buildah docker; do
    if have "$builder"; then return 0; fi
  done
  fail "neither buildah nor docker is on PATH: install one of them where pulumi up runs"
}

write_files() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/plugin-image.XXXXXX")
  mkdir "$work/context"
  printf '%s' "$BUILD_CONTAINERFILE" >"$work/Containerfile"
  printf '%s' "$BUILD_INSTALLER" >"$work/context/install-plugins.sh"
  printf '%s' "$BUILD_LIST" >"$work/context/plugins.list"
  [ -z "$BUILD_CA" ] || printf '%s' "$BUILD_CA" >"$work/context/download-ca.crt"
}

build() {
  set -- build -t "$BUILD_TARGET" -f "$work/Containerfile" "$work/context"
  if [ "$builder" = buildah ]; then
    shift
    set -- build --tls-verify="$BUILD_TLS_VERIFY" "$@"
  fi
  "$builder" "$@" || fail "the image could not be built: see the lines above"
}

push() {
  case $builder in
    buildah) buildah push --tls-verify="$BUILD_TLS_VERIFY" --digestfile "$work/digest" \
      "$BUILD_TARGET" "docker://$BUILD_TARGET" || touch "$work/failed" ;;
    # Docker prints the digest nowhere else. A pipe has only the status of its last command.
    docker)
      { docker push "$BUILD_TARGET" 2>&1 || touch "$work/failed"; } | tee "$work/log"
      sed -n 's/.*digest: \(sha256:[0-9a-f]*\).*/\1/p' "$work/log" >"$work/digest"
      ;;
  esac
  [ ! -e "$work/failed" ] || fail "$BUILD_TARGET could not be pushed: see the lines above. If access was denied, run $builder login first"
  digest=$(cat "$work/digest")
  case $digest in sha256:?*) ;; *) fail "$builder did not print the digest of the pushed image" ;; esac
}

trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
choose_builder
if [ "$builder$BUILD_TLS_VERIFY" = dockerfalse ]; then
  fail "tlsVerify: docker leaves that to its daemon: name the registry in its insecure-registries, or take buildah"
fi
write_files
say "building $BUILD_TARGET with $builder"
build
say "pushing $BUILD_TARGET"
push
# The registry has the image now, and local copies would accumulate.
"$builder" rmi "$BUILD_TARGET" >/dev/null || say "$BUILD_TARGET could not be removed from this machine"
say "$digest" >&3
