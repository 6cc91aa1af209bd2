#!/bin/bash
# Installs, upgrades, rolls back and uninstalls Ostiary as a systemd service. Idempotent.
set -euo pipefail
shopt -s inherit_errexit
umask 022

opt=/opt/ostiary etc=/etc/ostiary state=/var/lib/ostiary
steady=5    # seconds without a new fault that make a version healthy
patience=60 # seconds that it has for that

usage() {
  cat <<'USAGE'
Usage: sudo systemd/install.sh [install|rollback|uninstall] [options]

  install     (default) from an unpacked archive (npm run package) or a built checkout. Over an older version it is an
              upgrade: configuration and data stay, and a version that is not healthy within a minute is rolled back.
  rollback    back to the version before
  uninstall   remove the service and the program; asks before it removes people, audit log, configuration and keys

Options:
  --no-start    install: leave the service stopped and disabled, as on a machine that only collects events (docs/service.md)
  --keep-data   uninstall: do not ask, keep /etc/ostiary and /var/lib/ostiary
  --purge       uninstall: do not ask, remove them and the user; what is of a site is kept
  -h, --help    this text

Exit status: 0 done, 64 wrong use, 65 damaged or unfit archive, 69 not healthy, 70 rolled back, 77 not root.
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
  if [ "$id" = "$old" ]; then say "version $id is installed already; settings of the system are put right"; fi
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
    die 69 "installed, but the terminal is not healthy" "Correct $etc/terminal.yaml (ostiary config check), then: systemctl restart ostiary"
  fi
  go_back "$old" "$id"
  rm -rf "$opt/previous" "$opt/releases/$id"
  die 70 "$id was not healthy within $patience s; $old runs again" "Report the lines above; journalctl -u ostiary has all of them."
}

roll_back() {
  local id old
  id=$(release_of current) old=$(release_of previous)
  [ -n "$old" ] || die 65 "there is no version before ${id:-this one}" "Install an older archive instead."
  go_back "$old" "$id"
  say "$old runs again"
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
    read -r -p "Remove the people, the audit log, the configuration and the keys in $state and $etc too? [y/N] " answer
    case $answer in [yY]*) data=purge ;; esac
  fi
  if [ "$data" != purge ]; then
    say "uninstalled; $state and $etc are kept (systemd/install.sh uninstall --purge removes them)"
    return
  fi
  rm -rf "$state" "$etc"
  if getent passwd ostiary >/dev/null; then userdel ostiary; fi
  say "uninstalled, data and keys included"
  # The keys and events of a whole site are not this program's to remove.
  for folder in /etc/ostiary-site /var/lib/ostiary-site; do
    rmdir "$folder" 2>/dev/null || [ ! -e "$folder" ] || say "kept, with what is of the site: $folder"
  done
}

verb='' start=yes data=ask
for word; do
  case $word in
    install | rollback | uninstall) [ -z "$verb" ] || die 64 "one of install, rollback and uninstall, not two" "See --help."; verb=$word ;;
    --no-start) start=no ;;
    --keep-data) data=keep ;;
    --purge) data=purge ;;
    -h | --help) usage; exit ;;
    *) die 64 "unknown word: $word" "See --help." ;;
  esac
done
[ "$(id -u)" = 0 ] || die 77 "this needs root" "Run: sudo $0 $*"
[ -d /run/systemd/system ] || die 69 "systemd does not run here" "Ostiary is a systemd service: Raspberry Pi OS, or Debian 12 and later."
systemd=$(systemctl --version | sed -n 's/^systemd \([0-9]*\).*/\1/p')
[ "$systemd" -ge 252 ] || die 69 "systemd $systemd is too old" "Debian 12 (252) or later is needed."

case ${verb:-install} in
  install) install_service ;;
  rollback) roll_back ;;
  uninstall) uninstall ;;
esac
