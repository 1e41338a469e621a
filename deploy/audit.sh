#!/bin/sh
# Known vulnerabilities in what HUD depends on, Python's packages and Rust's, each told by itself.
#
# usage: deploy/audit.sh    (make audit)
# Exit code 1 when an advisory concerns a dependency, and also when anything could not be audited: silence
# must mean that somebody looked.
set -u

cd "$(dirname "$0")/.."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failed=0

# The last line that says why, or the last one at all, short enough to be read.
reason() {
    why=$(grep -Ei 'error|could not|failed' "$log" || tail -n 1 "$log")
    echo "${why:-it ended without a word}" | tail -n 1 | cut -c1-160
}

# half NAME WHAT-IT-PRINTS-WHEN-IT-FINDS-SOME COMMAND…
half() {
    name=$1 found=$2
    shift 2
    "$@" >"$log" 2>&1
    code=$?
    missed=$(grep -c 'could not be audited' "$log")
    if grep -Eqi "$found" "$log"; then
        cat "$log"
        echo "$name: advisories concern dependencies, see above." >&2
        failed=1
    fi
    if [ "$missed" -gt 0 ]; then
        echo "$name: NOT audited: the advisories of $missed packages could not be reached." >&2
        failed=1
    elif [ "$code" -ne 0 ] && ! grep -Eqi "$found" "$log"; then
        echo "$name: NOT audited: the advisories could not be reached: $(reason)" >&2
        failed=1
    elif [ "$code" -eq 0 ]; then
        echo "$name: no known vulnerability."
    fi
}

half Python 'found [0-9]+ known vulnerabilit' \
    .venv/bin/python -m pip_audit --require-hashes --disable-pip --progress-spinner off -r requirements.lock

half Rust 'concern their code' .venv/bin/python -m tests.advisories
exit "$failed"
