#!/bin/bash
# make-rootfs.sh: a small Debian with systemd, unpacked under $OSTIARY_VM_CACHE (default /var/cache/ostiary-vm) with mmdebstrap;
# made again only when this file changes. Prints its folder. Needs root and the Debian archive; about half a minute.
set -euo pipefail
suite=${1:-trixie}
cache=${OSTIARY_VM_CACHE:-/var/cache/ostiary-vm}
root=$cache/rootfs-$suite
key=$(sha256sum "$0" | cut -c1-16)
if [ "$(cat "$root.key" 2>/dev/null)" = "$key" ]; then echo "$root" && exit; fi

need=()
command -v mmdebstrap >/dev/null || need+=(mmdebstrap)
command -v systemd-nspawn >/dev/null || need+=(systemd-container)
if [ ${#need[@]} -gt 0 ]; then
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "${need[@]}" >&2
fi
mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep -v security | head -1)
packages=base-files,base-passwd,bash,dash,coreutils,util-linux,mount,login,passwd,grep,sed,findutils,mawk,hostname,libc-bin
packages+=,procps,systemd,systemd-sysv,udev,dbus,kmod,libstdc++6,tzdata
rm -rf --one-file-system "$root" "$root.key"
mkdir -p "$cache"
# Unpacked only; what the maintainer scripts would do, and a container needs, is done below.
mmdebstrap --variant=extract --quiet --include="$packages" --aptopt='Apt::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' "$suite" "$root" "$mirror" >&2
cp "$root/usr/share/base-passwd/passwd.master" "$root/etc/passwd"
cp "$root/usr/share/base-passwd/group.master" "$root/etc/group"
chmod 644 "$root/etc/passwd" "$root/etc/group"
cp "$root/usr/share/libc-bin/nsswitch.conf" "$root/etc/nsswitch.conf"
systemd-sysusers --root="$root" 2>/dev/null
ln -sf mawk "$root/usr/bin/awk"
: >"$root/etc/machine-id" && echo terminal >"$root/etc/hostname" && : >"$root/etc/fstab"
echo '127.0.0.1 localhost' >"$root/etc/hosts"
for unit in systemd-networkd.{service,socket} systemd-networkd-wait-online.service systemd-firstboot.service getty@tty1.service \
  apt-daily{,-upgrade}.timer dpkg-db-backup.timer fstrim.timer systemd-timesyncd.service ldconfig.service \
  systemd-journal-catalog-update.service systemd-update-done.service systemd-hwdb-update.service console-getty.service; do
  ln -sf /dev/null "$root/etc/systemd/system/$unit"
done
echo "$key" >"$root.key"
echo "$root"
