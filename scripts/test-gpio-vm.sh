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
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

"$root/node_modules/.bin/tsc" -p "$root/tsconfig.json" --outDir "$out/dist" >"$out/tsc.log" ||
  echo "test-gpio-vm: the build has type errors, see npm run types" >&2
# onoff needs epoll's addon. Built here where the project has not built it.
if [ ! -e "$root/node_modules/epoll/build/Release/epoll.node" ]; then
  mkdir "$out/node_modules"
  cp -r "$root"/node_modules/{epoll,nan,bindings,file-uri-to-path} "$out/node_modules/"
  gyp=$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js
  (cd "$out/node_modules/epoll" && node "$gyp" rebuild --silent ${NODE_DIR:+--nodedir="$NODE_DIR"} >"$out/epoll.log" 2>&1) ||
    { tail -20 "$out/epoll.log" >&2; exit 1; }
fi

# The project is read-only in the guest; vitest wants to write beside its files.
VM_KIND=${VM_KIND:-uml} OUT=$out "$vm/run-in-vm.sh" "$root" "
  echo '127.0.0.1 localhost' >/etc/hosts
  mkdir -p /tmp/over/{up,work,project} && mount -t overlay -o lowerdir=/src,upperdir=/tmp/over/up,workdir=/tmp/over/work none /tmp/over/project &&
  cd /tmp/over/project && { [ ! -d /out/node_modules/epoll ] || cp -r /out/node_modules/epoll/build node_modules/epoll/; } &&
  rm -rf dist && cp -r /out/dist dist &&
  node node_modules/vitest/vitest.mjs run --no-file-parallelism --testTimeout 60000 ${*:-test/contract/door-hardware test/vm/gpio} 2>&1"
