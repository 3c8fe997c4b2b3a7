#!/usr/bin/env bash
# Installs what the browser test of published pages needs: Chromium, if apt-get can, and two npm packages beside this script. Without them the test is skipped, and says so.
set -euo pipefail
unset CDPATH # with it, cd may go elsewhere, and print where
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"

if ! command -v chromium >/dev/null 2>&1; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends chromium fonts-noto-core
fi
npm ci --no-audit --no-fund --ignore-scripts
