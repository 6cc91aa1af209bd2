#!/bin/bash
# npm run test:vm [vitest arguments]: the service under systemd as PID 1 in a container. Skips, and says why, where that
# cannot run. Figures: test/vm/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
skip() { echo "test:vm skipped: $*" >&2; exit 0; }
[ "$(id -u)" = 0 ] || skip "it needs root, for a container"
command -v apt-get >/dev/null || skip "it needs Debian, for a container's packages"
rootfs=$(test/vm/make-rootfs.sh) || skip "no Debian system could be made (see above)"
unshare --mount --uts --ipc --net --pid --fork true 2>/dev/null || skip "namespaces cannot be made here"
OSTIARY_ROOTFS=$rootfs exec node_modules/.bin/vitest run test/vm/service "$@"
