import { ARCHIVE_FUNCTIONS } from "./install-archives";
import { DOWNLOAD_FUNCTIONS } from "./install-download";

/**
 * The plugin installer: what it is told through its environment, and the script itself.
 *
 * POSIX sh (BusyBox ash, dash, bash) with the tools that an image happens to have, so that an init
 * image need not be ours. It is fail-closed: a plugin stands in its folder whole and checked, or
 * not at all and the init container fails.
 */

export interface InstallSettings {
  /** The file that `installList` was written to. */
  readonly list: string;
  /** A folder on one volume: the script works in `work/` of it and installs to `plugins/` of it. */
  readonly volume: string;
  /** The most that the volume may hold. */
  readonly storageBytes: number;
  /** The image that the script runs in, for its error messages. */
  readonly image?: string;
  /** The folder with one folder for each Secret of `authSecrets`. */
  readonly auth?: string;
  /** A PEM file with the authorities that are trusted beside those of the image. */
  readonly ca?: string;
}

/** What else the script listens to, with what it takes when it is not told. */
export const INSTALL_DEFAULTS = {
  /** How often a download is tried; the waits between are 1, 2, 4, ... times PLUGIN_RETRY_SECONDS. */
  PLUGIN_ATTEMPTS: "4",
  PLUGIN_RETRY_SECONDS: "1",
  /** Archives with more entries than this are refused. */
  PLUGIN_MAX_ENTRIES: "20000",
  /** Where the reason of a failure is written for the kubelet. */
  PLUGIN_TERMINATION_LOG: "/dev/termination-log",
} as const;

export function installEnvironment(settings: InstallSettings): Record<string, string> {
  const { list, volume, storageBytes, image, auth, ca } = settings;
  return {
    PLUGIN_LIST: list,
    PLUGIN_VOLUME: volume,
    PLUGIN_STORAGE_BYTES: String(storageBytes),
    ...(image === undefined ? {} : { PLUGIN_IMAGE: image }),
    ...(auth === undefined ? {} : { PLUGIN_AUTH: auth }),
    ...(ca === undefined ? {} : { PLUGIN_CA: ca }),
  };
}

const { PLUGIN_ATTEMPTS, PLUGIN_RETRY_SECONDS, PLUGIN_MAX_ENTRIES, PLUGIN_TERMINATION_LOG } =
  INSTALL_DEFAULTS;

/** First what the rest is said and measured with. */
const GROUND_FUNCTIONS = `
# --- what is said

say() { printf '%s\\n' "$*"; }

# Of names and messages that others chose, only what cannot write over a terminal or a log.
printable() { tr -cd '[:print:]' | cut -c 1-120; }

# Never more of a url than its host: the rest may hold what is secret.
fail() {
  told=yes
  line="plugins: $1"
  [ -z "$plugin" ] || line="plugin \\"$plugin\\": $1"
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
  host=\${1#*://}
  host=\${host%%[/?#]*}
}

# --- tools and space

have() { command -v "$1" >/dev/null 2>&1; }

need() {
  have "$1" || fail "the image $image has no $1, which $2 needs: choose another init image"
}

# What is left of the volume, in bytes. A larger file is cut off by the kernel, whoever writes it.
measure_left() {
  used=$(du -sk "$volume")
  left=$((limit - \${used%%[!0-9]*} * 1024))
  [ "$left" -gt 0 ] || too_large
}
limited() (
  trap '' XFSZ # So that the tool is told, and not killed.
  ulimit -f $((left / 512)) && "$@"
)
too_large() { fail "does not fit: the volume's storage limit is $limit bytes"; }

`;

/** A plugin, and the list of them. */
const PLUGIN_FUNCTIONS = `# --- one plugin

install_artifact() {
  case $url in
    https://?*) ;;
    http://?*) [ "$sha512" != - ] || fail "plain http needs a pinned sha512" ;;
    *) fail "the list is broken" ;;
  esac
  set_host "$url"
  rm -rf archive unpacked
  write_header
  if [ "$type" = hub ]; then ask_hub; fi
  began=$(date +%s)
  download "$url" archive
  rm -f header
  bytes=$(wc -c <archive)
  if [ "$sha512" != - ]; then check sha512sum "$sha512" archive; fi
  if [ "$type" = hub ]; then
    check sha1sum "$sha1" archive
    check md5sum "$md5" archive
  fi
  say "plugin \\"$plugin\\": $((bytes)) bytes from $host in $(($(date +%s) - began)) s"
  # Not in a list of && or ||: there, set -e would have no effect on what a function does.
  case $type in
    hub) unpack; stage_hub ;;
    zip | tgz | tar) unpack; mkdir -p stage; mv unpacked "stage/$folder" ;;
    jar) mkdir -p "stage/$folder"; mv archive "stage/$folder/$(jar_name)" ;;
    *) fail "the list is broken" ;;
  esac
}

jar_name() {
  file=\${url%%[?#]*}
  file=\${file##*/}
  case $file in
    [.-]* | *[!A-Za-z0-9._+-]*) say artifact.jar ;;
    *.jar) say "$file" ;;
    *) say artifact.jar ;;
  esac
}

# The versioned folder of a Hub archive becomes the plugin; what lies beside it is junk.
stage_hub() {
  set -- unpacked/*/manifest.json
  if [ $# -ne 1 ] || [ ! -f "$1" ] || [ -e stage ]; then
    fail "is no Hub archive: not one folder with a manifest.json"
  fi
  mv "\${1%/*}" stage
}

install_plugin() {
  plugin=$1 host=''
  if [ -d "$plugins/$plugin" ]; then
    say "plugin \\"$plugin\\": already installed"
    return
  fi
  rm -rf stage
  while read -r name folder type url sha512 auth <&3; do install_artifact; done 3<"lists/$plugin"
  [ -n "$(find stage -name '*.jar' | head -n 1)" ] || fail "holds no jar"
  digest "$plugin" >stage/.installed
  mv stage "$plugins/$plugin"
  say "plugin \\"$plugin\\": installed"
}

digest() { sha512sum <"lists/$1"; }

# --- all of them

read_list() {
  while read -r name rest; do
    case $name in
      '' | '#'*) ;;
      [.-]* | *[!A-Za-z0-9._+-]*) fail "the list is broken" ;;
      *) say "$name $rest" >>"lists/$name" ;;
    esac
  done <"$PLUGIN_LIST"
}

is_current() {
  [ -f "lists/$1" ] && [ ! -L "$plugins/$1" ] && [ -f "$plugins/$1/.installed" ] &&
    [ "$(cat "$plugins/$1/.installed")" = "$(digest "$1")" ]
}

# Goes before anything comes: other versions, plugins that are listed no more, and strangers.
sweep() {
  for found in "$plugins"/* "$plugins"/.[!.]* "$plugins"/..?*; do
    [ -e "$found" ] || [ -L "$found" ] || continue
    is_current "\${found##*/}" || rm -rf "$found"
  done
}

`;

/** The script. */
export const INSTALL_PLUGINS = `#!/bin/sh
# Installs the plugins of a list, or fails and says why. One artifact a line:
#   plugin folder type url sha512 auth      "-" where there is none; type: hub zip tgz tar jar
set -eu
umask 022
exec </dev/null # Nothing may stop to ask.
export LC_ALL=C.UTF-8
volume=$PLUGIN_VOLUME limit=$PLUGIN_STORAGE_BYTES
image=\${PLUGIN_IMAGE:-of this container}
delay_first=\${PLUGIN_RETRY_SECONDS:-${PLUGIN_RETRY_SECONDS}}
attempts=\${PLUGIN_ATTEMPTS:-${PLUGIN_ATTEMPTS}}
max_entries=\${PLUGIN_MAX_ENTRIES:-${PLUGIN_MAX_ENTRIES}}
termination_log=\${PLUGIN_TERMINATION_LOG:-${PLUGIN_TERMINATION_LOG}}
plugins=$volume/plugins
work=$volume/work # Beside the plugins: Connect takes whatever lies among them for a plugin.
plugin='' host='' told=no failure=1

${GROUND_FUNCTIONS}${DOWNLOAD_FUNCTIONS}${ARCHIVE_FUNCTIONS}${PLUGIN_FUNCTIONS}# --- the run

trap at_exit EXIT
need sha512sum "every plugin"
need find "every plugin"
rm -rf "$work" # What an interrupted run left.
mkdir -p "$plugins" "$work/lists"
cd "$work"
write_ca
read_list
sweep
for list in lists/*; do
  [ ! -e "$list" ] || install_plugin "\${list#lists/}"
done
cd "$volume" && rm -rf "$work"
`;
