#!/bin/sh
# Builds .venv from requirements.lock. Needs any Python 3 with pip; finds or fetches the one that the site runs on.
set -eu
cd "$(dirname "$0")/.."

# Trust what the machine trusts: a registry behind a company's proxy is signed by the company.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"
PYTHON="${PYTHON:-python3}"
INSTALL="Install it (Debian, Ubuntu: sudo apt-get update && sudo apt-get install python3-pip)"
OTHER="or name another Python: make setup PYTHON=/path/to/python3"
NETWORK="See the error above. Without a direct way to the package index, name one in PIP_INDEX_URL and UV_DEFAULT_INDEX,
or a proxy in HTTPS_PROXY, and run the command again."

fail() {
    printf '\n%s\n' "$1" >&2
    shift
    printf '%s\n' "$@" >&2
    exit 1
}

if ! .uv/bin/uv --version 2>/dev/null | grep -qF "$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements-uv.lock)"; then
    command -v "$PYTHON" >/dev/null || fail "There is no program $PYTHON." "$INSTALL," "$OTHER"
    "$PYTHON" -m pip --version >/dev/null 2>&1 || fail "$PYTHON has no pip." "$INSTALL," "$OTHER"
    rm -rf .uv
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore "$PYTHON" -m pip install --quiet \
        --no-deps --require-hashes --target .uv --requirement requirements-uv.lock ||
        fail "Could not fetch uv, which installs all other packages." "$NETWORK"
fi

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    # Versions that pyenv keeps are good ones too, also where its shims do not offer them here.
    for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin; do
        PATH="$PATH:$folder"
    done
    .uv/bin/uv venv --quiet --clear --no-python-downloads --python '>=3.12,<3.15' .venv 2>/dev/null ||
        .uv/bin/uv venv --quiet --clear --python 3.13 .venv ||
        fail "The site runs on Python 3.12 to 3.14. None was found here, and uv could not fetch one from github.com." \
            "Debian 13 and Ubuntu 24.04 have one (sudo apt-get install python3); Debian 12 has only 3.11. Let the machine" \
            "reach github.com, name a mirror in UV_PYTHON_INSTALL_MIRROR, or build one (pyenv install 3.13). Then run the" \
            "command again."
fi

.uv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock ||
    fail "Could not install the packages of requirements.lock." "$NETWORK"
