#!/usr/bin/env bash
# A PostgreSQL of the tests' own, beside any other, from Debian's package.
#
#   .ci/postgres.sh start    prints TEST_DATABASE_URL's value on the last line
#   .ci/postgres.sh stop
#
# CORDEE_RUN is the folder of its data and log; PG_PORT its port.
set -euo pipefail

# shellcheck source=.ci/common.sh
. "$(dirname "$0")/common.sh"

run=${CORDEE_RUN:-$CORDEE_CACHE/run}/postgres
port=${PG_PORT:-5433}
binaries=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)
as=()
[ "$(id -u)" = 0 ] && as=(runuser -u postgres --) # it refuses to run as root

start() {
    mkdir -p "$run"
    [ "$(id -u)" = 0 ] && chown postgres "$run"
    cd "$run"
    "${as[@]}" "$binaries/initdb" --pgdata data --username postgres --auth trust --no-sync \
        --encoding UTF8 --locale C.UTF-8 > /dev/null
    # What is lost with the machine may be lost; 200 buyers at once need their connections.
    "${as[@]}" "$binaries/pg_ctl" start --silent --wait --pgdata data --log "$run/log" --options "\
        -p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$run' \
        -c max_connections=400 -c shared_buffers=512MB -c fsync=off -c synchronous_commit=off \
        -c full_page_writes=off" < /dev/null
    "${as[@]}" "$binaries/psql" -q -h 127.0.0.1 -p "$port" -U postgres -d postgres \
        -c "CREATE ROLE cordee LOGIN CREATEDB PASSWORD 'cordee'" \
        -c "CREATE DATABASE cordee OWNER cordee"
    echo "postgres://cordee:cordee@127.0.0.1:$port/cordee"
}

stop() {
    [ -d "$run/data" ] || return 0
    cd "$run"
    "${as[@]}" "$binaries/pg_ctl" stop --silent --mode immediate --pgdata data || true
    cd /
    rm -rf "$run"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
