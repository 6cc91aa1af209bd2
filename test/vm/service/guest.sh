#!/bin/bash
# In the virtual machine: installs the release in /src/release and has door.mjs look at its relay, for each adapter named.
set -euo pipefail
export PATH=/usr/local/bin:$PATH
echo '127.0.0.1 localhost' >/etc/hosts
/src/release/systemd/install.sh --no-start
mkdir -p /etc/systemd/system/ostiary.service.d
# The adapter for sysfs, as README.md describes it.
status=0
for adapter; do
  bias=$([ "$adapter" = gpio ] && echo pullUp || echo disabled)
  sed "s/ADAPTER/$adapter/; s/BIAS/$bias/" /src/test/door-terminal.yaml >/etc/ostiary/terminal.yaml
  chown root:ostiary /etc/ostiary/terminal.yaml
  systemctl daemon-reload
  systemctl restart ostiary
  /opt/ostiary/current/runtime/bin/node /src/test/door.mjs "$adapter" || status=1
  systemctl stop ostiary
done
journalctl --unit ostiary --output cat --no-pager | grep -E 'secured|Watchdog' | sort | uniq -c
exit $status
