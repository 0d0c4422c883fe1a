#!/usr/bin/env bash
# Makes .venv what the lock files say. The other scripts source this file and call
#   prepare_venv runtime|dev
# after which VENV_PYTHON runs with everything installed; `bash scripts/setup.sh dev` does the
# same by itself. Silent when there is nothing to do.
#
# .venv/workplan-installed names the locks that were installed completely. `.venv-unfinished`
# exists while an installation runs and holds its log: found at the start of the next one, that
# installation was cut short and .venv is made anew.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
VENV_PYTHON=$ROOT/.venv/bin/python
VENV_STAMP=$ROOT/.venv/workplan-installed
VENV_UNFINISHED=$ROOT/.venv-unfinished

export NO_MKDOCS_2_WARNING=1 # Material's notice on MkDocs 2, which the version ranges exclude

# CI passes its optional variables on even where they are empty; to pip an empty one is a value.
for name in "${!PIP_@}"; do
  [ -n "${!name}" ] || unset "$name"
done
unset name

say() {
  printf '%s\n' "$@" >&2
}

# Prints a Python that is new enough and can make virtual environments; else says what is wrong.
find_python() {
  local candidate version old='' no_venv=''
  local candidates=(python3 python3.14 python3.13 python3.12 python3.11 python)
  [ -z "${PYTHON:-}" ] || candidates=("$PYTHON")
  for candidate in "${candidates[@]}"; do
    version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
      old="$old $candidate=$version"
    elif ! "$candidate" -c 'import ensurepip, venv' 2>/dev/null; then
      no_venv=$candidate
    else
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  if [ -n "$no_venv" ]; then
    say "$no_venv 缺少 venv 模块，无法准备运行环境。" \
      "Debian、Ubuntu 请先安装：sudo apt install python3-venv"
  else
    say "需要 Python 3.11 或更新的版本，没有找到${old:+（现有：${old# }）}。" \
      "Debian 12、Ubuntu 24.04 请先安装：sudo apt install python3 python3-venv" \
      "已经装在别处的，用 PYTHON=/路径/python3 指明。"
    [ -z "${PYTHON:-}" ] || say "现在 PYTHON=$PYTHON。"
  fi
  return 1
}

# Prints the browser for the tests: CHROMIUM where it is set, else what the system has.
find_chromium() {
  local candidate
  local candidates=(chromium chromium-browser google-chrome google-chrome-stable /usr/bin/chromium)
  [ -z "${CHROMIUM:-}" ] || candidates=("$CHROMIUM")
  for candidate in "${candidates[@]}"; do
    if command -v "$candidate"; then
      return 0
    fi
  done
  return 1
}

lock_of() {
  case $1 in
    runtime) printf '%s\n' "$ROOT/requirements.txt" ;;
    dev) printf '%s\n' "$ROOT/requirements-dev.txt" ;;
    *) say "setup.sh：不认识 $1，应为 runtime 或 dev。" && return 2 ;;
  esac
}

# One line for the stamp: which lock, for which Python. Fails where .venv has no usable Python.
fingerprint() {
  local lock
  lock=$(lock_of "$1") || return
  "$VENV_PYTHON" -I -S -c '
import hashlib, pathlib, sys
if sys.version_info < (3, 11):
    sys.exit(1)
kind, lock = sys.argv[1:]
digest = hashlib.sha256(pathlib.Path(lock).read_bytes()).hexdigest()
print(kind, "%d.%d" % sys.version_info[:2], digest)
' "$1" "$lock" 2>/dev/null
}

venv_is_ready() {
  local wanted
  [ ! -e "$VENV_UNFINISHED" ] && [ -f "$VENV_STAMP" ] && wanted=$(fingerprint "$1") &&
    grep -qxF -- "$wanted" "$VENV_STAMP"
}

# Called in a condition, where `set -e` is off: every step says itself what follows its failure.
install_venv() {
  local kind=$1 lock python installed
  lock=$(lock_of "$kind") || return
  if [ -e "$VENV_UNFINISHED" ] || ! fingerprint "$kind" >/dev/null ||
    ! "$VENV_PYTHON" -m pip --version >/dev/null 2>&1; then
    python=$(find_python) || return 1
    say "正在准备运行环境（约需半分钟）……"
    : >"$VENV_UNFINISHED" || return 1
    if ! "$python" -m venv --clear "$ROOT/.venv" >"$VENV_UNFINISHED" 2>&1; then
      cat "$VENV_UNFINISHED" >&2
      say "无法在 $ROOT/.venv 建立运行环境，原因见上。"
      return 1
    fi
  else
    say "正在更新运行环境……"
  fi
  # PIP_QUIET would hide the line looked for below, PIP_USER contradicts a virtual environment.
  if ! PIP_QUIET=0 PIP_USER=0 "$VENV_PYTHON" -m pip install --disable-pip-version-check --no-input \
    --require-hashes -r "$lock" >"$VENV_UNFINISHED" 2>&1; then
    tail -n 15 "$VENV_UNFINISHED" >&2
    say "程序包没有装全，原因见上。请检查网络；内网请用 PIP_INDEX_URL 指明软件源。"
    # Failed before touching anything: what was installed is still whole.
    grep -q '^Installing collected packages' "$VENV_UNFINISHED" || rm -f "$VENV_UNFINISHED"
    return 1
  fi
  # The runtime lock is part of the dev lock, with the same versions.
  installed=$(fingerprint runtime) || return 1
  if [ "$kind" = dev ]; then
    installed="$(fingerprint dev)
$installed" || return 1
  fi
  printf '%s\n' "$installed" >"$VENV_STAMP" && rm -f "$VENV_UNFINISHED"
}

prepare_venv() {
  venv_is_ready "$1" && return
  (
    # Two commands started together: the second waits, and finds the work done. The folder
    # itself is the lock file, so none is left behind.
    if command -v flock >/dev/null 2>&1; then
      exec 9<"$ROOT/scripts"
      flock 9 || exit 1
    fi
    venv_is_ready "$1" || install_venv "$1"
  )
}

if [ "${BASH_SOURCE[0]}" = "$0" ]; then
  set -euo pipefail
  prepare_venv "${1:-runtime}"
fi
