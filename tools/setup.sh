#!/usr/bin/env bash
# Sets up what `make demo` (run) or `make test` (test) needs. Does nothing, quickly, when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:?run or test}
lock=requirements.lock
[ "$purpose" = test ] && lock=requirements-dev.lock

say() { printf '%s\n' "$*" >&2; }

stop() { say "assessor: $*"; exit 1; }

find_python() {
  for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if command -v "$name" >/dev/null && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$name"
      return
    fi
  done
  stop "Python 3.11 or newer is needed and was not found; set PYTHON=/path/to/python if it is elsewhere."
}

# Runs as root directly, or through sudo where that asks for no password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

install_system() { # packages...
  if command -v apt-get >/dev/null; then
    say "Installing system packages: $*"
    if as_root apt-get update -qq >/dev/null 2>&1 && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then return; fi
    return 1
  fi
  return 1
}

missing_libraries() {
  "$1" - <<'PY'
import ctypes, sys
names = {"libpango-1.0-0": "libpango-1.0.so.0", "libpangoft2-1.0-0": "libpangoft2-1.0.so.0", "libharfbuzz-subset0": "libharfbuzz-subset.so.0"}
missing = []
for package, library in names.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        missing.append(package)
print(" ".join(missing))
PY
}

has_chinese_face() {
  if command -v fc-list >/dev/null; then [ -n "$(fc-list :lang=zh-cn family 2>/dev/null | head -n 1)" ]; else
    ls /usr/share/fonts/*/noto/NotoSansCJK* /usr/share/fonts/*/*/NotoSansCJK* >/dev/null 2>&1
  fi
}

system_linux() {
  local wanted
  wanted=$(missing_libraries "$python")
  has_chinese_face || wanted="$wanted fonts-noto-cjk"
  "$python" -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3-venv"
  wanted=$(echo "$wanted" | xargs)
  [ -z "$wanted" ] && return
  # shellcheck disable=SC2086  # a list of package names
  install_system $wanted || stop "system packages are missing and could not be installed from here. Please run:
    Debian, Ubuntu:  sudo apt-get install --no-install-recommends $wanted
    Fedora:          sudo dnf install pango harfbuzz google-noto-sans-cjk-fonts
    Arch:            sudo pacman -S pango noto-fonts-cjk
then the same make command again."
}

system_macos() {
  "$python" -c 'import ctypes.util, sys; sys.exit(ctypes.util.find_library("pango-1.0") is None)' && return
  [ -e /opt/homebrew/lib/libpango-1.0.dylib ] || [ -e /usr/local/lib/libpango-1.0.dylib ] && return
  command -v brew >/dev/null && say "Installing pango" && brew install -q pango >/dev/null && return
  stop "Pango is missing. Please run:
    brew install pango
then the same make command again."
}

# What only the tests use: a real browser, other readers of PDF, a token. Tests that need them say so where they are absent.
system_for_tests() {
  [ "$(uname -s)" = Linux ] || return 0
  local wanted=""
  command -v pdftotext >/dev/null || wanted="$wanted poppler-utils"
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || wanted="$wanted chromium"
  command -v qpdf >/dev/null || wanted="$wanted qpdf"                  # a second opinion on every PDF
  command -v softhsm2-util >/dev/null || wanted="$wanted softhsm2"     # a token without hardware
  # the driver that steers the browser is linked with it, and a minimal system lacks it
  "$python" -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null || wanted="$wanted libatomic1"
  wanted=$(echo "$wanted" | xargs)
  [ -z "$wanted" ] && return
  # shellcheck disable=SC2086
  install_system $wanted || say "assessor: tests that need $wanted will be skipped; install it to run them."
}

environment() {
  local fingerprint stamp=".venv/.set-up-$purpose"
  fingerprint="$("$python" --version) $(cksum <"$lock") $(cksum <pyproject.toml) $PWD"
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$fingerprint" ] && return
  [ -x .venv/bin/python ] && .venv/bin/python -c '' 2>/dev/null || { rm -rf .venv; "$python" -m venv .venv; }
  say "Installing $(grep -c '==' "$lock") locked packages into .venv (about a minute)"
  .venv/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r "$lock" 2> >(grep -v '^WARNING: Location' >&2)
  .venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation -e . 2> >(grep -v '^WARNING: Location' >&2)
  printf '%s' "$fingerprint" >"$stamp"
}

python=$(find_python)
case $(uname -s) in
  Linux) system_linux ;;
  Darwin) system_macos ;;
  *) say "assessor: this system is not one that set-up knows; Pango and a Chinese font must be there already." ;;
esac
[ "$purpose" = test ] && system_for_tests
environment
