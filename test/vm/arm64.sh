#!/bin/bash
# arm64.sh ARCHIVE SHARED: the whole daemon of an arm64 archive in a Debian arm64, its instructions emulated (qemu-user): it checks the
# models that ship, enrols a drawn person from two pictures, starts, sees other pictures of them, grants, and releases the simulated door.
# Ends with status 1 when it does not. Called by scripts/test-vm.sh arm64.
set -euo pipefail
archive=$(realpath "$1") shared=$(realpath "$2") project=$(cd "$(dirname "$0")/../.." && pwd)
export VM_ARCH=arm64
# shellcheck disable=SC1091 # public scripts outside of this repository
. "$shared/vm/common.sh"
"$shared/vm/mk-rootfs.sh"
binfmt_arm64

# In a mount namespace of its own, over the Debian as it is: nothing is left behind.
[ "${OSTIARY_UNSHARED:-}" = yes ] || OSTIARY_UNSHARED=yes exec unshare --mount "$0" "$archive" "$shared"
mount -t tmpfs scratch /mnt
mkdir /mnt/{upper,work,root}
mount -t overlay -o "lowerdir=$R,upperdir=/mnt/upper,workdir=/mnt/work" overlay /mnt/root
root=/mnt/root terminal=/mnt/root/terminal
mkdir -p "$root/opt/ostiary" "$terminal"/{frames,pictures,data}
mount -t proc proc "$root/proc"
mount --bind /dev "$root/dev"
mount --bind -o ro /sys "$root/sys" # cpuinfo of XNNPACK
tar -xzf "$archive" --strip-components=1 -C "$root/opt/ostiary"
node "$project/dist/cli.js" draw-people "$terminal/drawn" --count 1 --pictures 5 --size 256 --variety 0.4
mv "$terminal"/drawn/*/000{1,2}.jpg "$terminal/pictures/"
mv "$terminal"/drawn/*/*.jpg "$terminal/frames/"
cp "$project/test/vm/arm64-terminal.yaml" "$terminal/terminal.yaml"

inside() { chroot "$root" /usr/bin/env OSTIARY_CONFIG=/terminal/terminal.yaml "$@"; }
ostiary() { inside /opt/ostiary/runtime/bin/node /opt/ostiary/dist/cli.js "$@"; }
figure() { echo "figure: arm64, emulated: $1 after $((SECONDS - since)) s"; }

inside /opt/ostiary/runtime/bin/node -p '`${process.platform} ${process.arch}, Node ${process.version}`'
since=$SECONDS
ostiary model verify /opt/ostiary/models/{detector-wicket,embedder-ostiary}
figure 'models verified'
ostiary key create
since=$SECONDS
ostiary enroll visitor --photo /terminal/pictures/000{1,2}.jpg
figure 'enrolled'
since=$SECONDS
inside /opt/ostiary/runtime/bin/node /opt/ostiary/dist/main.js >"$terminal/log" 2>&1 &
daemon=$!
trap 'kill $daemon 2>/dev/null; wait $daemon 2>/dev/null || true' EXIT
said=''
for _ in $(seq 60); do
  sleep 3
  kill -0 $daemon 2>/dev/null || break
  said=$(ostiary audit export 2>/dev/null || true)
  ! grep -q '"door.released"' <<<"$said" || break
done
figure 'door released'
ostiary status || true
# 69 where something is missing that this machine cannot have, such as a temperature.
ostiary doctor || [ $? = 69 ]
if ! grep '"access.granted".*visitor' <<<"$said" || ! grep '"door.released"' <<<"$said"; then
  echo 'arm64: the visitor was not let in' >&2
  tail -20 "$terminal/log" >&2
  exit 1
fi
