#!/usr/bin/env bash
# Two nodes on this machine pass incident notices over a line, as two duty desks would. Everything happens in a scratch
# directory and over the loopback address; nothing is left behind.
set -euo pipefail

readonly examples="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
readonly root="$(cd "$examples/../.." && pwd)"
readonly ready_seconds=30    # a daemon answers its status
readonly line_seconds=30     # the line is connected, a receipt is there
readonly stop_seconds=20     # a daemon ends after SIGTERM
readonly start_attempts=5    # other ports are tried when one is taken

scratch=""
declare -A port=() pid=()

# Nothing of the caller's own configuration may reach the two nodes.
unset "${!HOTLINE_@}"

step() { printf '\n=== %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf 'demo: %s\n' "$*" >&2; exit 1; }

# Runs `hotline` as the desk of a node: desk alpha status --json
desk() {
    local node="$1"
    shift
    HOTLINE_HOME="$scratch/$node.example" "$bin/hotline" "$@"
}

# The same, and shows the command first, as it would be typed at that desk.
show() {
    local node="$1" shown="hotline" word
    shift
    for word in "$@"; do
        word="${word/#"$root/"/}"
        case "$word" in *[\ ]*) shown+=" \"$word\"" ;; *) shown+=" $word" ;; esac
    done
    printf '\n%s$ %s\n' "$node" "$shown"
    desk "$node" "$@"
}

# wait_for SECONDS COMMAND...: until the command succeeds.
wait_for() {
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

# The first string member of that name in JSON on standard input.
json_string() {
    { grep -o "\"$1\" *: *\"[^\"]*\"" || true; } | sed -n '1s/^[^:]*: *"\(.*\)"$/\1/p'
}

is_running() { kill -0 "${pid[$1]:-0}" 2>/dev/null && [ "${pid[$1]:-0}" -ne 0 ]; }
answers() { desk "$1" status --json >/dev/null 2>&1; }
answers_or_ended() { answers "$1" || ! is_running "$1"; }
is_connected() { [ "$(desk "$1" status --json 2>/dev/null | json_string state)" = connected ]; }
has_state() { [ "$(desk "$1" show "$2" --json 2>/dev/null | json_string state)" = "$3" ]; }
newest() { desk "$1" "$2" --json --limit 1 | json_string id; }

# A port below the range that the system gives away itself, on which nobody listens at this moment.
free_port() {
    local candidate
    while :; do
        candidate=$((20000 + RANDOM % 12000))
        if ! (exec 3<>"/dev/tcp/127.0.0.1/$candidate") 2>/dev/null; then
            echo "$candidate"
            return
        fi
    done
}

# Starts a daemon and waits until it answers; fails when it ended, as it does when its port is taken.
start() {
    local node="$1"
    HOTLINE_LISTEN="127.0.0.1:${port[$node]}" "$bin/hotlined" --home "$scratch/$node.example" \
        2>>"$scratch/$node.log" &
    pid[$node]=$!
    wait_for "$ready_seconds" answers_or_ended "$node" || return 1
    is_running "$node"
}

# Ends a daemon as systemd would: SIGTERM to its own process id, and nobody else's.
stop() {
    local node="$1" status=0
    is_running "$node" || return 0
    kill -TERM "${pid[$node]}"
    if ! wait_for "$stop_seconds" eval "! is_running $node"; then
        note "$node did not end within $stop_seconds s and is killed"
        kill -KILL "${pid[$node]}" 2>/dev/null || true
    fi
    wait "${pid[$node]}" 2>/dev/null || status=$?
    unset "pid[$node]"
    return "$status"
}

finish() {
    local status=$?
    trap - EXIT INT TERM
    stop alpha || true
    stop beta || true
    if [ "$status" -ne 0 ] && [ -n "$scratch" ]; then
        local node
        for node in alpha beta; do
            printf '\n--- last lines of the log of %s.example\n' "$node" >&2
            tail -n 20 "$scratch/$node.log" >&2 2>/dev/null || true
        done
    fi
    [ -z "$scratch" ] || rm -rf "$scratch"
    exit "$status"
}

build() {
    step "Building hotlined and hotline"
    swift build --package-path "$root" --product hotlined
    swift build --package-path "$root" --product hotline
    bin="$(swift build --package-path "$root" --show-bin-path)"
}

make_identities() {
    step "Two nodes, each with an identity of its own"
    show alpha init --name alpha.example
    show beta init --name beta.example
}

# Pins each node's key at the other. On paper this is an exchange of key lines over a medium that both sides trust.
pair() {
    desk alpha peer add "$(desk beta identity)" --route "127.0.0.1:${port[beta]}" >/dev/null
    desk beta peer add "$(desk alpha identity)" --route "127.0.0.1:${port[alpha]}" >/dev/null
}

start_both() {
    local attempt
    for ((attempt = 1; attempt <= start_attempts; attempt++)); do
        port[alpha]="$(free_port)"
        port[beta]="$(free_port)"
        pair
        if start alpha && start beta; then return 0; fi
        stop alpha || true
        stop beta || true
    done
    fail "the daemons did not start"
}

verify_both() {
    step "Both desks compare the safety number, say over the telephone"
    local number
    number="$(desk alpha peer list --json | json_string safety_number)"
    [ -n "$number" ] || fail "no safety number is shown"
    note "alpha reads out: $number"
    show beta peer verify alpha.example --number "$number"
    show alpha peer verify beta.example --number "$(desk beta peer list --json | json_string safety_number)"
}

send_first() {
    step "Alpha's desk sends an incident notice and waits for the receipt"
    show alpha send beta.example --channel csirt --precedence immediate --tlp amber --kind notice \
        --file "$examples/incident.json" --ack-by 30m --wait receipt
    first="$(newest alpha outbox)"
    [ -n "$first" ] || fail "the notice is not in alpha's outbox"
}

acknowledge_first() {
    step "Beta's desk finds it, and its officer accepts it"
    has_state beta "$first" received || fail "the notice is not in beta's inbox"
    show beta inbox
    show beta ack "$first" --as "Officer Berger" --decision accepted \
        --note "Blocking the three hosts now; flow records are kept."
    step "What alpha now holds: sent, receipted with proof, acknowledged"
    wait_for "$line_seconds" has_state alpha "$first" acknowledged || fail "the acknowledgement did not reach alpha"
    show alpha show "$first"
}

send_while_down() {
    step "Beta's daemon is stopped, and alpha sends a second notice all the same"
    stop beta || fail "beta's daemon did not end cleanly"
    show alpha send beta.example --channel csirt --precedence immediate --tlp amber --kind notice \
        --file "$examples/incident-update.json" --ack-by 30m
    second="$(newest alpha outbox)"
    has_state alpha "$second" queued || fail "the second notice is not queued"
    show alpha outbox
}

deliver_second() {
    step "Beta's daemon is back: the notice arrives by itself"
    start beta || fail "beta's daemon did not start again"
    wait_for "$line_seconds" has_state alpha "$second" receipted || fail "no receipt for the second notice"
    show beta inbox
    show alpha outbox
}

main() {
    build
    scratch="$(mktemp -d "${TMPDIR:-/tmp}/hotline-demo.XXXXXX")"
    trap finish EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    make_identities
    step "Each side pins the other's key; both daemons start"
    start_both
    wait_for "$line_seconds" is_connected alpha || fail "the line did not come up"
    note "alpha.example listens on 127.0.0.1:${port[alpha]}, beta.example on 127.0.0.1:${port[beta]}"
    show alpha peer list
    verify_both
    show alpha status
    send_first
    acknowledge_first
    send_while_down
    deliver_second
    step "Both daemons are stopped, the scratch directory is removed"
    stop alpha || fail "alpha's daemon did not end cleanly"
    stop beta || fail "beta's daemon did not end cleanly"
    printf '\nTwo notices sent, stored, receipted; one acknowledged; none lost while the other side was down.\n'
}

main "$@"
