#!/bin/sh
# Achatlas in one word: ./go demo, ./go test. Needs Python 3.11+ and git; the rest is fetched once, then works offline.
set -eu
cd "$(dirname "$0")"
unset VIRTUAL_ENV PYTHONDONTWRITEBYTECODE           # else each process compiles all that it imports
export UV_PYTHON_DOWNLOADS=never
die() { echo "./go : $1" >&2; exit 1; }
root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }
fetch() { root apt-get install -qy --no-install-recommends "$1" || { root apt-get update -q && root apt-get install -qy --no-install-recommends "$1"; }; }
need() { fetch "$1" >&2 || die "il manque le paquet « $1 ». Tapez : sudo apt-get install -y $1"; }

uv_tool() {                                        # sets $uv: the one on PATH, else a private one
    if uv --version >/dev/null 2>&1; then uv=uv; return; fi
    uv=.venv-uv/bin/uv
    if "$uv" --version >/dev/null 2>&1; then return; fi
    for py in python3 python3.14 python3.13 python3.12 python3.11 none; do
        if "$py" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then break; fi
    done
    [ "$py" != none ] || die "il faut Python 3.11 ou plus récent. Tapez : sudo apt-get install -y python3"
    "$py" -m venv --clear .venv-uv >/dev/null 2>&1 || { need python3-venv; "$py" -m venv --clear .venv-uv; }
    .venv-uv/bin/pip install -q uv || die "uv n'a pas pu être installé : il faut le réseau la première fois."
}
sync() { "$uv" sync -q --locked --offline --extra documents "$@" 2>/dev/null || "$uv" sync --locked --extra documents "$@" || die "les paquets manquent : il faut le réseau la première fois."; }
run() { "$uv" run --no-sync "$@"; }
take() { exec "$uv" run --no-sync "$@"; }          # signals reach it: no shell stays in between
browser() {                                        # a Chromium, and the one library that its driver wants
    for b in chromium chromium-browser google-chrome none; do if command -v $b >/dev/null; then break; fi; done
    [ $b != none ] || need chromium
    .venv/lib/python3*/site-packages/playwright/driver/node --version >/dev/null 2>&1 || need libatomic1
}
check() { bad=0; run ruff check . || bad=1; run mypy || bad=1; run lint-imports || bad=1; return $bad; }

verb=${1:-aide}; [ $# = 0 ] || shift
case $verb in
    demo) uv_tool; sync --no-dev --inexact; take python -m demo "$@" ;;
    achatlas) uv_tool; sync --no-dev --inexact; take achatlas "$@" ;;
    check) uv_tool; sync; check ;;
    test) uv_tool; sync; browser; status=0; told=$(mktemp); check >"$told" 2>&1 & checked=$!; run pytest -n auto --dist loadfile --no-loadscope-reorder --maxprocesses 4 "$@" || status=1; wait $checked || status=1; cat "$told" >&2; rm "$told"; exit $status ;;
    nuit) uv_tool; sync; browser; take pytest -n auto --dist loadfile --maxprocesses 4 tests/campaigns tests/sources/test_real_proposals.py tests/integration/test_cut_files.py tests/properties/test_suites_de_decisions.py tests/properties/test_reclassement.py tests/properties/test_effets_de_regles.py tests/properties/test_fiche.py tests/properties/test_ingest_csv.py tests/properties/test_propose.py tests/properties/test_settled.py tests/properties/test_ways.py tests/properties/test_watch_fenetres.py tests/properties/test_decisions_pendant_un_traitement.py tests/e2e/navigateur/test_acces_a_tous.py tests/web/test_ecrans.py --nuit 20 --graine "$(date +%s)" "$@" ;;
    accept) uv_tool; sync; take pytest -q tests/sources --accept "$@" ;;
    bench) uv_tool; sync; take python -m benchmarks "$@" ;;
    docs) uv_tool; case " $* " in *" --paires "*|*" --titres "*) sync --group entrainement ;; *) sync ;; esac; browser; take python -m docs "$@" ;;
    *) echo "Usage : ./go demo | test | check | nuit | bench | docs | accept | achatlas … (voir LISEZMOI.md)"; [ "$verb" = aide ] ;;
esac
