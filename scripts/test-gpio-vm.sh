#!/bin/bash
# Runs the door tests that need GPIO lines in a virtual machine with the kernel's gpio-sim: the contract of the gpio and
# onoff adapters, faults, REX latency, SIGKILL and SIGSTOP. Needs root, and the virtual machine's scripts in
# $OSTIARY_SHARED/vm (default ../shared/vm); the first run builds a kernel (minutes), later ones take under a minute.
#   scripts/test-gpio-vm.sh [vitest arguments]
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
vm=${OSTIARY_SHARED:-$root/../shared}/vm
[ -x "$vm/run-in-vm.sh" ] || { echo "test-gpio-vm: skipped: $vm/run-in-vm.sh is not there" >&2; exit 0; }
[ "$(id -u)" = 0 ] || { echo 'test-gpio-vm: needs root' >&2; exit 77; }
node "$root/scripts/bootstrap.mjs"

# The project is read-only in the guest; vitest wants to write beside its files.
VM_KIND=${VM_KIND:-uml} VM_TIMEOUT_S=${VM_TIMEOUT_S:-1200} "$vm/run-in-vm.sh" "$root" "
  echo '127.0.0.1 localhost' >/etc/hosts
  mkdir -p /tmp/over/{up,work,project} && mount -t overlay -o lowerdir=/src,upperdir=/tmp/over/up,workdir=/tmp/over/work none /tmp/over/project &&
  cd /tmp/over/project &&
  node node_modules/vitest/vitest.mjs run --no-file-parallelism --testTimeout 60000 ${*:-test/contract/door-hardware test/vm/gpio} 2>&1"
