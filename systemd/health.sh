# Sourced by install.sh: health check and rollback.

# Status of the running daemon: "version part part ...", listing the failed parts; empty if it does not answer.
spoken() {
  ostiary status --json 2>/dev/null | "$opt/current/runtime/bin/node" -e '
    const { version, reports } = JSON.parse(require("fs").readFileSync(0, "utf8"));
    console.log([version, ...reports.filter((r) => r.level === "failed").map((r) => r.part)].join(" "));' 2>/dev/null || true
}

# The parts that had failed before the upgrade; `?` if unknown because no daemon runs.
failed_parts() {
  local said
  said=$([ ! -e "$opt/current" ] || spoken)
  [ -n "$said" ] && cut -s -d' ' -f2- <<<"$said" || echo '?'
}

# Whether this version runs without restarts and without newly failed parts.
healthy() { # name parts-that-had-failed
  local end=$((SECONDS + patience)) good=0 version=${1%-*} pid=0 now part well
  while [ $SECONDS -lt $end ] && [ $good -lt $steady ]; do
    sleep 1
    now=$(systemctl show ostiary --property MainPID --value)
    well=$([ "$now" != 0 ] && spoken)
    [ "$now" = "$pid" ] || good=0
    pid=$now
    case $well in "$version" | "$version "*) ;; *) good=0; continue ;; esac
    for part in ${well#"$version"}; do
      case " $2 " in *" $part "* | ' ? ') ;; *) well='' ;; esac
    done
    if [ -n "$well" ]; then good=$((good + 1)); else good=0; fi
    ! systemctl is-failed --quiet ostiary || break
    [ "$(systemctl show ostiary --property NRestarts --value)" -lt 3 ] || break
  done
  [ $good -ge $steady ]
}

restart() {
  systemctl reset-failed ostiary 2>/dev/null || true
  systemctl restart ostiary || true
}

show_fault() {
  say "not healthy: $(systemctl show ostiary --property StatusText --value)" >&2
  journalctl --unit ostiary --lines 20 --no-pager --output cat >&2 || true
}

# Copies the database, in case the new version changes it. Done while the old version runs.
back_up_data() { # name of the version to come: its own copier, whatever the one that runs looks like
  [ -f "$state/ostiary.db" ] || return 0
  say 'copying the database'
  rm -f "$state/before-upgrade.db"
  (umask 077 && "$opt/releases/$1/bin/copy-database" "$state/ostiary.db" "$state/before-upgrade.db")
  chown ostiary:ostiary "$state/before-upgrade.db"
}

go_back() { # name of the previous version, name of the current one
  say "rolling back to $1"
  systemctl stop ostiary || true
  activate "$1"
  restart
  if healthy "$1" '?' && ! spoken | grep -qw store; then return; fi
  [ -f "$state/before-upgrade.db" ] || die 69 "$1 is not healthy either" "Check the log: journalctl -u ostiary."
  # The newer version changed the database: keep the changed one and restore the copy for the older version.
  systemctl stop ostiary || true
  mkdir -p "$state/from-$2"
  mv "$state"/ostiary.db* "$state/from-$2/"
  cp -a "$state/before-upgrade.db" "$state/ostiary.db"
  say "restored the database from before the upgrade; the newer one is kept in $state/from-$2"
  restart
  healthy "$1" '?' || die 69 "$1 is not healthy either" "Check the log: journalctl -u ostiary."
}
