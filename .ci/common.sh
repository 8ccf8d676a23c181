# Sourced by the scripts beside it.

# Unpacked programs, kept from run to run: outside the checkout, and where a server that runs as a
# user of its own can reach them, which a home folder is not.
if [ "$(id -u)" = 0 ]; then
    : "${CORDEE_CACHE:=/var/cache/cordee}"
else
    : "${CORDEE_CACHE:=${XDG_CACHE_HOME:-$HOME/.cache}/cordee}"
fi
export CORDEE_CACHE

# end PID: ask a process to end, end it by force after 20 seconds.
end() {
    kill "$1" 2> /dev/null || return 0
    for _ in $(seq 100); do
        kill -0 "$1" 2> /dev/null || return 0
        sleep 0.2
    done
    kill -KILL "$1" 2> /dev/null || true
}
