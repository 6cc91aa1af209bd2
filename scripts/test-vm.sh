#!/bin/bash
# npm run test:vm [vitest arguments]: the service under systemd as PID 1 in a container of the Debian that OSTIARY_SUITE names
# (trixie, bookworm). Skips, and says why, where that cannot run. `scripts/test-vm.sh machine` runs it in a virtual machine
# with GPIO and a camera, `scripts/test-vm.sh arm64` the daemon on emulated arm64: see test/vm/README.md, with the figures.
set -euo pipefail
cd "$(dirname "$0")/.."
skip() { echo "test:vm skipped: $*" >&2; exit 0; }
[ "$(id -u)" = 0 ] || skip "it needs root, for a container"
command -v apt-get >/dev/null || skip "it needs Debian, for a container's packages"

shared=${OSTIARY_SHARED:-../shared}
need_archive() { # an archive for arm64: $OSTIARY_ARCHIVE, or a new one
  [ -n "${OSTIARY_ARCHIVE:-}" ] || node scripts/package.mjs arm64
  local made=(packages/ostiary-*-linux-arm64.tar.gz)
  archive=${OSTIARY_ARCHIVE:-${made[0]}}
}

if [ "${1:-}" = arm64 ]; then
  [ -r "$shared/vm/common.sh" ] || skip "the virtual machine's scripts are not in $shared/vm"
  need_archive
  exec test/vm/arm64.sh "$archive" "$shared"
fi

if [ "${1:-}" = machine ]; then
  [ -x "$shared/vm/run-in-vm.sh" ] || skip "the virtual machine's scripts are not in $shared/vm"
  export VM_KIND=${VM_KIND:-uml} VM_ARCH=${VM_ARCH:-arm64} VM_TIMEOUT_S=${VM_TIMEOUT_S:-1500}
  source=$(mktemp -d -p /var/tmp)
  trap 'rm -rf "$source"' EXIT
  if [ "$VM_KIND" = qemu ] && [ "$VM_ARCH" = arm64 ]; then
    need_archive
    mkdir "$source/release"
    tar -xzf "$archive" --strip-components=1 -C "$source/release"
  else
    node scripts/stage.mjs "$source/release"
  fi
  cp -r test/vm/service "$source/test"
  mkdir "$source/shared" && cp -r "$shared/models" "$source/shared/"
  "$shared/vm/run-in-vm.sh" "$source" "/src/test/guest.sh ${2:-gpio onoff limits power-off}"
  exit
fi

rootfs=$(test/vm/make-rootfs.sh "${OSTIARY_SUITE:-trixie}") || skip "no Debian system could be made (see above)"
why=$(systemd-nspawn --quiet --directory "$rootfs" --volatile=overlay --register=no --keep-unit --private-network /bin/true 2>&1) ||
  skip "containers cannot run here: $why"
OSTIARY_ROOTFS=$rootfs exec node_modules/.bin/vitest run test/vm/service "$@"
