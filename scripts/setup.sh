#!/bin/sh
# Builds .venv from requirements.lock. Needs any Python 3 with pip; finds or fetches the one that the site runs on.
set -eu
cd "$(dirname "$0")/.."

# Trust what the machine trusts: a registry behind a company's proxy is signed by the company.
export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS:-true}"

fail() {
    printf '%s\n' "$@" >&2
    exit 1
}

if ! .uv/bin/uv --version 2>/dev/null | grep -qF "$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements-uv.lock)"; then
    rm -rf .uv
    PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore "${PYTHON:-python3}" -m pip install --quiet \
        --no-deps --require-hashes --target .uv --requirement requirements-uv.lock ||
        fail "Could not install uv with '${PYTHON:-python3} -m pip'." \
            "Install pip for it (Debian: apt-get install python3-pip), or name another: make setup PYTHON=/path/to/python3"
fi

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null; then
    # Versions that pyenv keeps are good ones too, also where its shims do not offer them here.
    for folder in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/*/bin; do
        PATH="$PATH:$folder"
    done
    .uv/bin/uv venv --quiet --clear --no-python-downloads --python '>=3.12,<3.15' .venv 2>/dev/null ||
        .uv/bin/uv venv --quiet --clear --python 3.13 .venv ||
        fail "No Python from 3.12 to 3.14 was found, and none could be fetched." \
            "Install one (Debian: apt-get install python3; or pyenv install 3.13) and run the command again."
fi

.uv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
