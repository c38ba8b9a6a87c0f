#!/bin/sh
# Installs the plugins of a list, or fails with the reason. One artifact per line:
#   plugin folder type url sha512 auth      "-" if there is none; type: hub zip tgz tar jar
#
# POSIX sh (BusyBox ash, dash, bash) with common tools, so that any image can be the init image. It
# fails closed: a plugin is either complete and verified in its folder, or it is not there and the init
# container fails.
#
#   PLUGIN_LIST             the file with the list
#   PLUGIN_VOLUME           a folder on one volume: works in work/ and installs to plugins/
#   PLUGIN_STORAGE_BYTES    the maximum size of the volume's content
#   PLUGIN_IMAGE            the image, for error messages
#   PLUGIN_AUTH             the folder with one folder for each Secret that downloads need
#   PLUGIN_CA               a PEM file with more authorities to trust
#   PLUGIN_ATTEMPTS         the number of attempts for a download
#   PLUGIN_RETRY_SECONDS    the first delay between two attempts; doubled each time
#   PLUGIN_MAX_ENTRIES      an archive with more entries is refused
#   PLUGIN_TERMINATION_LOG  where the kubelet reads the reason of a failure
set -eu
umask 022
exec </dev/null # Nothing may stop to ask.
export LC_ALL=C.UTF-8
volume=$PLUGIN_VOLUME limit=$PLUGIN_STORAGE_BYTES
image=${PLUGIN_IMAGE:-of this container}
delay_first=${PLUGIN_RETRY_SECONDS:-1}
attempts=${PLUGIN_ATTEMPTS:-4}
max_entries=${PLUGIN_MAX_ENTRIES:-20000}
termination_log=${PLUGIN_TERMINATION_LOG:-/dev/termination-log}
plugins=$volume/plugins
work=$volume/work # Beside the plugins: Connect takes whatever lies among them for a plugin.
plugin='' host='' reported=no failure=1

# The files replace these lines: a pod gets one script.
. ./install-basics.sh
. ./install-download.sh
. ./install-access.sh
. ./install-hub.sh
. ./install-archives.sh

# --- one plugin

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
  say "plugin \"$plugin\": $((bytes)) bytes from $host in $(($(date +%s) - began)) s"
  # Not in a list of && or ||, where set -e would have no effect inside a function.
  case $type in
    hub)
      unpack
      stage_hub
      ;;
    zip | tgz | tar)
      unpack
      mkdir -p stage
      mv unpacked "stage/$folder"
      ;;
    jar)
      mkdir -p "stage/$folder"
      mv archive "stage/$folder/$(jar_name)"
      ;;
    *) fail "the list is broken" ;;
  esac
}

jar_name() {
  file=${url%%[?#]*}
  file=${file##*/}
  case $file in
    [.-]* | *[!A-Za-z0-9._+-]*) say artifact.jar ;;
    *.jar) say "$file" ;;
    *) say artifact.jar ;;
  esac
}

# The versioned folder of a Hub archive becomes the plugin; everything next to it is ignored.
stage_hub() {
  set -- unpacked/*/manifest.json
  if [ $# -ne 1 ] || [ ! -f "$1" ] || [ -e stage ]; then
    fail "is no Hub archive: not one folder with a manifest.json"
  fi
  mv "${1%/*}" stage
}

install_plugin() {
  plugin=$1 host=''
  if [ -d "$plugins/$plugin" ]; then
    say "plugin \"$plugin\": already installed"
    return 0
  fi
  rm -rf stage
  while read -r name folder type url sha512 auth <&3; do install_artifact; done 3<"lists/$plugin"
  [ -n "$(find stage -name '*.jar' | head -n 1)" ] || fail "holds no jar"
  digest "$plugin" >stage/.installed
  mv stage "$plugins/$plugin"
  say "plugin \"$plugin\": installed"
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

# Removes other versions, plugins that are no longer listed, and unknown folders, before it installs
# anything.
sweep() {
  for found in "$plugins"/* "$plugins"/.[!.]* "$plugins"/..?*; do
    [ -e "$found" ] || [ -L "$found" ] || continue
    is_current "${found##*/}" || rm -rf "$found"
  done
}

# --- the run

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
  [ ! -e "$list" ] || install_plugin "${list#lists/}"
done
cd "$volume" && rm -rf "$work"
