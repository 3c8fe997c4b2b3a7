#!/usr/bin/env bash
# Checks the files for Kubernetes and GitHub against the published schemas of both, and that a broken file would be found.
set -euo pipefail
unset CDPATH # with it, cd may go elsewhere, and print where
cd -- "$(dirname -- "${BASH_SOURCE[0]}")"
npm ci --no-audit --no-fund --ignore-scripts >/dev/null
broken=$(mktemp -d)
trap 'rm -rf "$broken"' EXIT

node kubernetes.mjs ../kubernetes.yaml ../kubernetes-merge.yaml
for workflow in ../github-matrix.yaml ../github-gate.yaml ../../../.github/workflows/*.yml; do
  npx action-validator "$workflow"
done

sed 's/parallelism: 16/parallelism: many/' ../kubernetes.yaml >"$broken/kubernetes.yaml"
sed 's/runs-on:/run-on:/' ../github-matrix.yaml >"$broken/github.yaml"
sed 's/timeout-minutes: 30/timeout-minutes: soon/' ../github-gate.yaml >"$broken/gate.yaml"
if node kubernetes.mjs "$broken/kubernetes.yaml" 2>/dev/null || npx action-validator "$broken/github.yaml" >/dev/null 2>&1 ||
  npx action-validator "$broken/gate.yaml" >/dev/null 2>&1; then
  echo "A broken file was not found." >&2
  exit 1
fi
echo "The files for Kubernetes and GitHub follow their schemas."
