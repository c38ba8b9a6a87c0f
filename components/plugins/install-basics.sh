# Part of install-plugins.sh: what the rest reports and measures with.

# --- what is said

say() { printf '%s\n' "$*"; }

# Of names and messages that others chose, only what cannot write over a terminal or a log.
printable() { tr -cd '[:print:]' | cut -c 1-120; }

# Never more of a url than its host: the rest may hold what is secret.
fail() {
  told=yes
  line="plugins: $1"
  [ -z "$plugin" ] || line="plugin \"$plugin\": $1"
  [ -z "$host" ] || line="$line ($host)"
  say "$line" >&2
  if [ -w "$termination_log" ]; then say "$line" >"$termination_log"; fi
  exit "$failure"
}

# What may be otherwise when the container is restarted: whoever waits for the pod goes on waiting.
fail_for_now() { failure=75 && fail "$1"; } # EX_TEMPFAIL of sysexits.h

# A step that nobody foresaw must not end without a word.
at_exit() {
  status=$?
  [ "$status" -eq 0 ] || [ "$told" = yes ] || fail "a step of the installer failed"
}
set_host() {
  host=${1#*://}
  host=${host%%[/?#]*}
}

# --- tools and space

have() { command -v "$1" >/dev/null 2>&1; }

need() {
  have "$1" || fail "the image $image has no $1, which $2 needs: choose another init image"
}

# What is left of the volume, in bytes. A larger file is cut off by the kernel, whoever writes it.
measure_left() {
  used=$(du -sk "$volume")
  left=$((limit - ${used%%[!0-9]*} * 1024))
  [ "$left" -gt 0 ] || too_large
}
limited() (
  trap '' XFSZ # So that the tool is told, and not killed.
  ulimit -f $((left / 512)) && "$@"
)
too_large() { fail "does not fit: the volume's storage limit is $limit bytes"; }
