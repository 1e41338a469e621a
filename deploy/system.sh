#!/bin/sh
# What the system itself must bring, for `run`, `test` or `bench`: installed on Debian as root, named elsewhere.
#
# usage: deploy/system.sh run|test|bench
# Exit code 0 when everything for `run` is there; with `test` a missing part is a failure only where
# CI=true, otherwise the tests that need it are skipped and say so, as benchmarks are.
set -eu

want=$1
debian=false
if [ -r /etc/debian_version ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then debian=true; fi

# command (or a file's pattern), Debian's package
run_parts="python3:python3 cc:gcc venv:python3-venv"
test_parts="faketime:faketime memcached:memcached chromium-headless-shell:chromium-headless-shell nginx:nginx redis-server:redis-server postgres:postgresql espeak-ng:espeak-ng wrk:wrk"
bench_parts="wrk:wrk memcached:memcached nginx:nginx redis-server:redis-server postgres:postgresql java:default-jre-headless mvn:maven"

have() {
    case $1 in
        postgres) command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 ;;
        nginx) command -v nginx >/dev/null || [ -x /usr/sbin/nginx ] ;;
        venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

missing() {
    for part in $1; do
        have "${part%%:*}" || printf '%s ' "${part##*:}"
    done
}

parts=$run_parts
if [ "$want" = test ]; then parts="$run_parts $test_parts"; fi
if [ "$want" = bench ]; then parts="$run_parts $bench_parts"; fi
packages=$(missing "$parts")
if [ -n "$packages" ] && $debian; then
    echo "Installing from Debian: $packages"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086  # the list is meant to be split
    apt-get install -y -qq --no-install-recommends $packages >/dev/null
fi

needed=$(missing "$run_parts")
if [ -n "$needed" ]; then
    echo "Missing on this system: $needed(Debian's names). Install them and try again." >&2
    exit 1
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or later is needed; python3 here is $(python3 --version 2>&1)." >&2
    exit 1
fi
least=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
found=$(cargo --version 2>/dev/null | cut -d' ' -f2 || true)
if [ -z "$found" ] || [ "$(printf '%s\n%s\n' "$least" "$found" | sort -V | head -n 1)" != "$least" ]; then
    echo "Rust $least or later is needed (cargo here: ${found:-none}). Get it with rustup: https://rustup.rs" >&2
    exit 1
fi
if [ "$want" = test ]; then
    absent=$(missing "$test_parts")
    if [ -n "$absent" ]; then
        echo "Not on this system, so the tests that need them are skipped: $absent" >&2
        if [ "${CI:-}" = true ]; then exit 1; fi
    fi
fi
if [ "$want" = bench ]; then
    absent=$(missing "$bench_parts")
    if [ -n "$absent" ]; then
        echo "Not on this system, so what is measured with them is skipped: $absent" >&2
    fi
fi
