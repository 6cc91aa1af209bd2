#!/bin/bash
# In the virtual machine: installs the release in /src/release, then has door.mjs look at its relay for each adapter named
# (gpio, onoff), limits.mjs at its camera and cgroup (limits), and power-off.mjs at a shutdown (power-off, the last).
set -euo pipefail
export PATH=/usr/local/bin:$PATH
echo '127.0.0.1 localhost' >/etc/hosts
/src/release/systemd/install.sh --no-start
mkdir -p /etc/systemd/system/ostiary.service.d
printf '[Service]\nEnvironment=OSTIARY_SHARED=/src/shared\n' >/etc/systemd/system/ostiary.service.d/models.conf
# For the adapter for sysfs, as docs/service.md has it.
printf '[Service]\nReadWritePaths=-/sys/class/gpio -/sys/devices/platform\n' >/etc/systemd/system/ostiary.service.d/sysfs.conf
systemctl daemon-reload
status=0
for part; do
  case $part in gpio | onoff) adapter=$part script=door ;; *) adapter=gpio script=$part ;; esac
  bias=$([ "$adapter" = gpio ] && echo pullUp || echo disabled)
  sed "s/ADAPTER/$adapter/; s/BIAS/$bias/" /src/test/door-terminal.yaml >/etc/ostiary/terminal.yaml
  chown root:ostiary /etc/ostiary/terminal.yaml
  systemctl restart ostiary
  /opt/ostiary/current/runtime/bin/node "/src/test/$script.mjs" "$adapter" || status=1
  if [ "$script" = power-off ]; then exit "$status"; fi
  systemctl stop ostiary
done
journalctl --unit ostiary --output cat --no-pager | grep -E 'secured|Watchdog' | sort | uniq -c
exit $status
