#!/usr/bin/env bash
# The whole content of the image, below TARGET: the program as `cmake --install` lays it out, the closure of its shared
# libraries, what is opened by name while it runs (OpenVINO's plugins, OCR models, certificates, time zones), and the few
# files of /etc that a process expects. Nothing else: no shell, no interpreter, no package manager.
# Used by the Dockerfile and, without Docker, by tests/e2e/test_image.py.
set -euo pipefail
[ $# = 2 ] || { echo "usage: rootfs.sh BUILD_FOLDER TARGET" >&2; exit 2; }
build=$1 target=$2
user=10001
tessdata=/usr/share/tesseract-ocr/5/tessdata

# Debian's merged /usr, as the loader's own path /lib64/ld-linux-x86-64.so.2 needs it.
mkdir -p "$target"/usr/{bin,lib,lib64} "$target"/{etc/ssl/certs,etc/edify,proc,dev,sys,tmp,var/lib/edify}
ln -s usr/lib "$target/lib"
ln -s usr/lib64 "$target/lib64"

cmake --install "$build" --prefix "$target/usr" --strip >/dev/null

# ldd prints `name => path (address)`, and the loader by its path alone. What Edify brought itself is there already.
libraries() {
  local file
  for file in "$target"/usr/bin/edify "$target"/usr/lib/edify/*; do ldd "$file"; done |
    awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\// && $2 ~ /^\(/ {print $1}' | sort -u
}
if missing=$(for file in "$target"/usr/bin/edify "$target"/usr/lib/edify/*; do ldd "$file"; done | grep 'not found'); then
  printf 'rootfs: a library is missing: %s\n' "$missing" >&2
  exit 1
fi
for library in $(libraries); do
  case $library in "$target"/* | "$(realpath "$target")"/*) continue ;; esac
  # By the name that is asked for, whatever file it leads to; /lib is usr/lib here as on Debian.
  place=${library#/usr}
  install -D -m 644 "$(realpath "$library")" "$target/usr$place"
done
chmod 755 "$target"/usr/lib64/ld-linux-x86-64.so.2

mkdir -p "$target$tessdata"
cp -rL "$tessdata"/. "$target$tessdata/"
# OpenSSL's default file, so that no folder of hashed names is needed.
install -m 644 /etc/ssl/certs/ca-certificates.crt "$target/etc/ssl/certs/"
mkdir -p "$target/usr/lib/ssl"
ln -s /etc/ssl/certs/ca-certificates.crt "$target/usr/lib/ssl/cert.pem"
mkdir -p "$target/usr/share/zoneinfo"
cp -r /usr/share/zoneinfo/. "$target/usr/share/zoneinfo/"
rm -rf "$target"/usr/share/zoneinfo/{right,posix,localtime}

echo "edify:x:$user:$user::/var/lib/edify:" > "$target/etc/passwd"
echo "edify:x:$user:" > "$target/etc/group"
echo 'hosts: files dns' > "$target/etc/nsswitch.conf"
chmod 1777 "$target/tmp"
# An image's owner comes from its COPY; here only root can give files away.
if [ "$(id -u)" = 0 ]; then chown -R $user:$user "$target/var/lib/edify"; fi
chmod 700 "$target/var/lib/edify"
