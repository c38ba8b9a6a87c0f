# Part of install-plugins.sh: reporting and measuring.

# --- messages

say() { printf '%s\n' "$*"; }

# Keeps only characters that cannot overwrite a terminal or a log. BusyBox may know no [:print:].
printable() { tr -cd ' -~' | cut -c 1-120; }

# Shows only the host of a url, because the rest may contain a secret.
fail() {
  reported=yes
  line="plugins: $1"
  [ -z "$plugin" ] || line="plugin \"$plugin\": $1"
  [ -z "$host" ] || line="$line ($host)"
  say "$line" >&2
  if [ -w "$termination_log" ]; then say "$line" >"$termination_log"; fi
  exit "$failure"
}

# For failures that may pass when the container restarts: `pulumi up` continues to wait for the pod.
fail_for_now() { failure=75 && fail "$1"; } # EX_TEMPFAIL of sysexits.h

# An unexpected failure must not end without a message.
at_exit() {
  status=$?
  [ "$status" -eq 0 ] || [ "$reported" = yes ] || fail "a step of the installer failed"
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

# Limits a command to the remaining bytes of the volume: the kernel cuts off a larger file.
measure_left() {
  used=$(du -sk "$volume")
  left=$((limit - ${used%%[!0-9]*} * 1024))
  [ "$left" -gt 0 ] || too_large
}
limited() (
  trap '' XFSZ # The tool then gets an error and is not killed.
  ulimit -f $((left / 512)) && "$@"
)
too_large() { fail "does not fit: the volume's storage limit is $limit bytes"; }
