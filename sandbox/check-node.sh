#!/bin/sh
# The only check that cannot be written in TypeScript: whether Node.js is installed.
set -eu
oldest=20
install="Install it from https://nodejs.org, or with a version manager such as nvm or fnm."

if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "Node.js $oldest or newer is needed, with npm, but is not on PATH. $install" >&2
  exit 1
fi

version=$(node --version)
major=${version#v}
major=${major%%.*}
if [ "$major" -lt "$oldest" ]; then
  echo "Node.js $oldest or newer is needed, but $(command -v node) is $version. $install" >&2
  exit 1
fi
