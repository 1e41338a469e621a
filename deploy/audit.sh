#!/bin/sh
# Known vulnerabilities in what HUD depends on, Python's packages and Rust's, each told by itself.
#
# usage: deploy/audit.sh    (make audit)
# Exit code 1 when an advisory concerns a dependency, and also when anything could not be audited: silence
# must mean that somebody looked.
set -u

cd "$(dirname "$0")/.."
cargo_audit_version=0.22.2
tools=${CARGO_TARGET_DIR:-target}/tools
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

if [ "$("$tools/bin/cargo-audit" --version 2>/dev/null)" = "cargo-audit $cargo_audit_version" ] ||
    { echo "Building cargo-audit $cargo_audit_version, once; this takes minutes." &&
        cargo install --quiet --locked --root "$tools" --version "$cargo_audit_version" cargo-audit >"$log" 2>&1; }; then
    half Rust '[0-9]+ (vulnerability|vulnerabilities) found' "$tools/bin/cargo-audit" audit
else
    echo "Rust: NOT audited: cargo-audit $cargo_audit_version could not be installed: $(reason)" >&2
    failed=1
fi
exit "$failed"
