#!/bin/bash
# Installs, upgrades, rolls back and uninstalls Ostiary as a systemd service. Idempotent.
set -euo pipefail
shopt -s inherit_errexit
umask 022

opt=/opt/ostiary etc=/etc/ostiary state=/var/lib/ostiary
steady=5    # seconds without a new fault until a version counts as healthy
patience=60 # time limit in seconds

usage() {
  cat <<'USAGE'
Usage: sudo systemd/install.sh [install|rollback|uninstall] [options]

  install     (default) install from an unpacked archive (npm run package) or a built checkout. Over an older version, this
              upgrade: configuration and data stay, and a version that is not healthy within a minute is rolled back.
  rollback    return to the previous version
  uninstall   remove service and program; asks before removing people, audit log, configuration and keys

Options:
  --no-start    install: leave the service stopped and disabled, for a machine that only collects events (docs/service.md)
  --keep-data   uninstall: do not ask, keep /etc/ostiary and /var/lib/ostiary
  --purge       uninstall: do not ask, remove them and the user; data of a site is kept
  -h, --help    print this help

Exit status: 0 success, 64 usage error, 65 damaged or unsuitable archive, 69 not healthy, 70 rolled back, 77 not root.
USAGE
}

say() { echo "ostiary: $*"; }
die() { # status message remedy
  printf 'ostiary: %s\n  remedy: %s\n' "$2" "$3" >&2
  exit "$1"
}

here=$(cd "$(dirname "$(readlink -f "$0")")" && pwd)
# shellcheck source=systemd/release.sh
. "$here/release.sh"
# shellcheck source=systemd/health.sh
. "$here/health.sh"

install_service() {
  local source id before old
  source=$(cd "$here/.." && pwd)
  old=$(release_of current)
  id=$(take_release "$source")
  if [ "$id" = "$old" ]; then say "version $id is already installed; refreshing the system files"; fi
  before=$(failed_parts)
  if [ -n "$old" ] && [ "$id" != "$old" ]; then back_up_data "$id"; fi
  activate "$id"
  first_configuration
  if [ "$start" = no ]; then
    systemctl disable --quiet --now ostiary.service
    say "installed $id; start it with: systemctl enable --now ostiary"
    return
  fi
  systemctl enable --quiet ostiary.service ostiary-first-boot.service
  if [ "$id" = "$old" ] && systemctl is-active --quiet ostiary; then return; fi
  say "starting $id"
  restart
  if healthy "$id" "$before"; then
    prune_releases "$id" "$old"
    say "$id is running"
    return
  fi
  show_fault
  if [ -z "$old" ] || [ "$id" = "$old" ]; then
    die 69 "installed, but the daemon is not healthy" "Correct $etc/terminal.yaml (ostiary config check), then: systemctl restart ostiary"
  fi
  go_back "$old" "$id"
  rm -rf "$opt/previous" "$opt/releases/$id"
  die 70 "$id was not healthy within $patience s; rolled back to $old" "Report the lines above; the full log is in journalctl -u ostiary."
}

roll_back() {
  local id old
  id=$(release_of current) old=$(release_of previous)
  [ -n "$old" ] || die 65 "no version older than ${id:-this one} is installed" "Install an older archive instead."
  go_back "$old" "$id"
  say "$old is running again"
}

uninstall() {
  systemctl disable --quiet --now ostiary{,-first-boot,-collect}.service 2>/dev/null || true
  rm -f /etc/systemd/system/ostiary{,-first-boot,-collect}.service \
    /etc/sysusers.d/ostiary.conf /etc/tmpfiles.d/ostiary.conf /etc/udev/rules.d/60-ostiary-gpio.rules /usr/local/bin/ostiary
  rm -rf "$opt"
  systemctl daemon-reload
  systemctl reset-failed ostiary.service 2>/dev/null || true
  if [ "$data" = ask ] && [ -t 0 ]; then
    local answer
    read -r -p "Also remove people, audit log, configuration and keys in $state and $etc? [y/N] " answer
    case $answer in [yY]*) data=purge ;; esac
  fi
  if [ "$data" != purge ]; then
    say "uninstalled; $state and $etc are kept (systemd/install.sh uninstall --purge removes them)"
    return
  fi
  rm -rf "$state" "$etc"
  if getent passwd ostiary >/dev/null; then userdel ostiary; fi
  say "uninstalled, including data and keys"
  # Never remove the keys and events of a whole site.
  for folder in /etc/ostiary-site /var/lib/ostiary-site; do
    rmdir "$folder" 2>/dev/null || [ ! -e "$folder" ] || say "kept, contains data of the site: $folder"
  done
}

verb='' start=yes data=ask
for word; do
  case $word in
    install | rollback | uninstall) [ -z "$verb" ] || die 64 "give only one of install, rollback and uninstall" "Run: $0 --help"; verb=$word ;;
    --no-start) start=no ;;
    --keep-data) data=keep ;;
    --purge) data=purge ;;
    -h | --help) usage; exit ;;
    *) die 64 "unknown argument: $word" "Run: $0 --help" ;;
  esac
done
[ "$(id -u)" = 0 ] || die 77 "this command needs root" "Run: sudo $0 $*"
[ -d /run/systemd/system ] || die 69 "systemd is not running" "Use Raspberry Pi OS, or Debian 12 or later: Ostiary runs as a systemd service."
systemd=$(systemctl --version | sed -n 's/^systemd \([0-9]*\).*/\1/p')
[ "$systemd" -ge 252 ] || die 69 "systemd $systemd is too old" "Upgrade to Debian 12 (systemd 252) or later."

case ${verb:-install} in
  install) install_service ;;
  rollback) roll_back ;;
  uninstall) uninstall ;;
esac
