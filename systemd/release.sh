# Sourced by install.sh: versions under /opt/ostiary/releases; the links current and previous point to two of them.

release_of() { # current|previous: name of that version, or nothing
  [ ! -e "$opt/$1" ] || basename "$(readlink -f "$opt/$1")"
}

# Copies the source to its place and prints its name: the version and a digest of its files.
take_release() { # source
  local incoming=$opt/releases/.incoming id
  rm -rf "$incoming"
  mkdir -p "$opt/releases"
  if [ -f "$1/SHA256SUMS" ]; then
    check_archive "$1"
    enough_space "$1"
    cp -a "$1" "$incoming"
  else
    stage_checkout "$1" "$incoming"
  fi
  chown -R root:root "$incoming"
  chmod -R u+rwX,go+rX,go-w "$incoming"
  id=$(sed -n 's/^  "version": "\(.*\)",/\1/p' "$incoming/package.json")-$(sha256sum <"$incoming/SHA256SUMS" | cut -c1-8)
  if [ -d "$opt/releases/$id" ]; then rm -rf "$incoming"; else mv "$incoming" "$opt/releases/$id"; fi
  sync -f "$opt"
  echo "$id"
}

check_archive() { # folder
  local made here
  made=$(cat "$1/PLATFORM" 2>/dev/null || true)
  case $(uname -m) in x86_64) here=linux-x64 ;; aarch64) here=linux-arm64 ;; *) here=$(uname -m) ;; esac
  [ "$made" = "$here" ] || die 65 "this archive is for ${made:-an unknown machine}, this machine is $here" "Use the archive for $here. Ostiary does not run on a 32-bit Raspberry Pi OS."
  (cd "$1" && sha256sum --check --quiet --strict SHA256SUMS >&2) || die 65 "the archive is damaged" "Copy it again, check it against its .sha256 file (sha256sum --check), and unpack it again."
}

stage_checkout() { # checkout target
  command -v node >/dev/null || die 65 "this is a checkout, and Node is not installed" "Install Node 22, or use an archive (npm run package), which includes Node."
  [ -x "$1/build/secure" ] || die 65 "build/secure is missing, which secures the door after the daemon has ended" "Run: sudo apt-get install g++. Then run npm run build in $1 as a normal user."
  [ -f "$1/dist/main.js" ] || die 65 "this checkout is not built" "First run npm run build in $1 as a normal user."
  enough_space "$1/node_modules"
  node "$1/scripts/stage.mjs" "$2" >&2
}

enough_space() { # folder to copy
  local need have
  need=$(($(du -sk "$1" | cut -f1) + 51200))
  have=$(df -k --output=avail "$opt" | tail -1)
  [ "$have" -gt "$need" ] || die 69 "$opt needs $((need / 1024)) MiB, $((have / 1024)) MiB are free" "Free space on that disk."
}

# Makes a version current, with its units. Does not touch the running daemon.
activate() { # name
  local release=$opt/releases/$1
  install -D -m644 "$release"/systemd/ostiary*.service -t /etc/systemd/system
  install -D -m644 "$release/systemd/ostiary.sysusers" /etc/sysusers.d/ostiary.conf
  install -D -m644 "$release/systemd/ostiary.tmpfiles" /etc/tmpfiles.d/ostiary.conf
  install -D -m644 "$release/systemd/60-ostiary-gpio.rules" -t /etc/udev/rules.d
  systemd-sysusers ostiary.conf
  systemd-tmpfiles --create ostiary.conf
  udevadm control --reload 2>/dev/null && udevadm trigger --subsystem-match=gpio 2>/dev/null || true
  local current
  current=$(release_of current)
  if [ -n "$current" ] && [ "$current" != "$1" ]; then point previous "$current"; fi
  point current "$1"
  mkdir -p /usr/local/bin
  ln -sfn "$opt/current/bin/ostiary" /usr/local/bin/ostiary
  systemctl daemon-reload
  # A collector can be restarted at any time: terminals send unacknowledged events again.
  systemctl try-restart ostiary-collect.service || true
}

point() { # link name: switches atomically
  ln -sfn "releases/$2" "$opt/.$1"
  mv -T "$opt/.$1" "$opt/$1"
}

prune_releases() { # names to keep
  local release name keep=" $* "
  for release in "$opt"/releases/*; do
    name=$(basename "$release")
    case $keep in *" $name "*) ;; *) rm -rf "$release" ;; esac
  done
}

# Creates a first configuration for this machine, and a key. Changes nothing that exists.
first_configuration() {
  local file=$etc/terminal.yaml chip=''
  if [ ! -e "$file" ]; then
    case $(tr -d '\0' 2>/dev/null </proc/device-tree/model || true) in
      *'Raspberry Pi 5'* | *'Compute Module 5'*) chip=pinctrl-rp1 ;;
      *'Raspberry Pi 4'* | *'Compute Module 4'* | *'Raspberry Pi 400'*) chip=pinctrl-bcm2711 ;;
      *'Raspberry Pi'*) chip=pinctrl-bcm2835 ;;
    esac
    sed -e "s/pinctrl-bcm2711$/${chip:-pinctrl-bcm2711}/" -e '1{/yaml-language-server/d}' \
      -e '/^uplink:/,/^$/s/^./# &/' "$opt/current/config/terminal.yaml" >"$file.new" # no site yet
    if [ -z "$chip" ]; then
      sed -i 's/^  hardware: gpio .*/  hardware: simulated # This machine is not a Raspberry Pi. simulated | gpio | onoff/' "$file.new"
      say "this machine is not a Raspberry Pi: door.hardware was set to simulated"
    fi
    chown root:ostiary "$file.new" && chmod 640 "$file.new" && mv "$file.new" "$file"
    say "created $file: review it"
  fi
  if [ ! -e "$etc/gallery.key" ] && [ ! -e "$etc/gallery.key.cred" ]; then
    ostiary key create --config "$file"
  fi
}

ostiary() { "$opt/current/bin/ostiary" "$@"; }
