#!/usr/bin/env bash
# Unpack Debian's Asterisk 22 LTS into a folder of its own: no root, nothing installed, no services.
# Debian's signatures are checked by apt, and each package against asterisk.sha256 beside this script.
#   fetch_asterisk.sh TARGET     YIHAO_DEBIAN_MIRROR: instead of the machine's own mirror
set -euo pipefail
target=$(mkdir -p "${1:?target folder}" && cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
if [ -e "$target/.ready" ] && cmp -s "$here/asterisk.sha256" "$target/.ready"; then exit 0; fi
own_mirror() {
  cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -nE '/^[[:space:]]*#/d; s#.*(https?://[^ ]+/debian)/?( .*)?$#\1#p' | sed -n 1p || true
}
mirror=${YIHAO_DEBIAN_MIRROR:-$(own_mirror)}
: "${mirror:?no Debian mirror: set YIHAO_DEBIAN_MIRROR}"

apt=$target/.apt
mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc/sources.list.d,etc/preferences.d} "$target/root"
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror sid main" > "$apt/etc/sources.list"
options=(-o "Dir=$apt" -o "Dir::Etc=$apt/etc" -o "Dir::Etc::sourcelist=$apt/etc/sources.list"
  -o "Dir::State::lists=$apt/lists" -o Dir::State::status=/dev/null -o "Dir::Cache=$apt/cache"
  -o Dir::Etc::parts=/nonexistent -o APT::Architecture=amd64 -o APT::Install-Recommends=false
  -o Debug::NoLocking=1 -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none
  -o APT::Sandbox::User=)
apt-get "${options[@]}" -qq update
apt-get "${options[@]}" -qq -y --download-only install asterisk libc6 >/dev/null

cd "$apt/cache/archives"
if [ "${2:-}" = --pin ]; then sha256sum -- *.deb | sort -k2 > "$here/asterisk.sha256"; fi
if ! sha256sum --quiet --check "$here/asterisk.sha256"; then
  echo "Debian has other packages now than those that were tried. Look at what changed, then: $0 $1 --pin" >&2
  exit 3
fi
for package in *.deb; do
  dpkg-deb --fsys-tarfile "$package" |
    tar -x -C "$target/root" --keep-directory-symlink --no-same-owner \
      --exclude='./usr/share/doc' --exclude='./usr/share/man' --exclude='./usr/share/locale' --exclude='./dev'
done
rm -rf "$apt"
cp "$here/asterisk.sha256" "$target/.ready"
