# Sourced by install.sh: versions under /opt/ostiary/releases, of which the links current and previous name two.

release_of() { # current|previous: the name of that version, or nothing
  [ ! -e "$opt/$1" ] || basename "$(readlink -f "$opt/$1")"
}

# Copies what is to be installed to its place and prints its name: the version, and a digest of its files.
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
  [ "$made" = "$here" ] || die 65 "this archive is for ${made:-an unknown machine}, this machine is $here" "Take the archive for $here. A 32-bit Raspberry Pi OS cannot run Ostiary."
  (cd "$1" && sha256sum --check --quiet --strict SHA256SUMS >&2) || die 65 "the archive is damaged" "Copy and unpack it again; its .sha256 file tells whether the copy is whole."
}

stage_checkout() { # checkout target
  command -v node >/dev/null || die 65 "this is a checkout, and there is no Node" "Install Node 22, or use an archive (npm run package), which brings its own."
  [ -x "$1/build/secure" ] || die 65 "this checkout lacks build/secure, which secures the door when the daemon has ended" "apt-get install g++, then run npm start in $1, as yourself."
  [ -f "$1/dist/main.js" ] || die 65 "this checkout is not built" "Run npm start or npm run build in $1 first, as yourself."
  enough_space "$1/node_modules"
  node "$1/scripts/stage.mjs" "$2" >&2
}

enough_space() { # folder that will be copied
  local need have
  need=$(($(du -sk "$1" | cut -f1) + 51200))
  have=$(df -k --output=avail "$opt" | tail -1)
  [ "$have" -gt "$need" ] || die 69 "$opt needs $((need / 1024)) MiB, $((have / 1024)) MiB are free" "Make room on that disk."
}

# Makes a version the current one, with the units that belong to it. The running daemon is not touched.
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
  # Where this machine collects: what the collector has not acknowledged, terminals send again.
  systemctl try-restart ostiary-collect.service || true
}

point() { # link name: in one step
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

# A configuration to begin with, fitted to this machine, and a key. Nothing that exists is changed.
first_configuration() {
  local file=$etc/terminal.yaml chip=''
  if [ ! -e "$file" ]; then
    case $(tr -d '\0' 2>/dev/null </proc/device-tree/model || true) in
      *'Raspberry Pi 5'* | *'Compute Module 5'*) chip=pinctrl-rp1 ;;
      *'Raspberry Pi 4'* | *'Compute Module 4'* | *'Raspberry Pi 400'*) chip=pinctrl-bcm2711 ;;
      *'Raspberry Pi'*) chip=pinctrl-bcm2835 ;;
    esac
    sed -e "s/pinctrl-bcm2711$/${chip:-pinctrl-bcm2711}/" -e '1{/yaml-language-server/d}' \
      -e '/^uplink:/,/^$/s/^./# &/' "$opt/current/config/terminal.yaml" >"$file.new" # a site of its own is not there yet
    if [ -z "$chip" ]; then
      sed -i 's/^  hardware: gpio .*/  hardware: simulated # This machine is no Raspberry Pi. simulated | gpio | onoff/' "$file.new"
      say "this machine is no Raspberry Pi: door.hardware is simulated"
    fi
    chown root:ostiary "$file.new" && chmod 640 "$file.new" && mv "$file.new" "$file"
    say "wrote $file: look through it"
  fi
  if [ ! -e "$etc/gallery.key" ] && [ ! -e "$etc/gallery.key.cred" ]; then
    ostiary key create --config "$file"
  fi
}

ostiary() { "$opt/current/bin/ostiary" "$@"; }
