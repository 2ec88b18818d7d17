# oneDNN: the system's own if it is version 3, otherwise Intel's build of it from PyPI.

onednn_wheels=2023.2.0
onednn_hashes='
onednn-cpu-gomp==2023.2.0 --hash=sha256:2f22a54d6a890ed14bfa185d42a4be65d8b5b1df85dc1f0f3a9abe31620416fb
onednn-devel-cpu-gomp==2023.2.0 --hash=sha256:9763c69e8c907e119056bd52ad918ca84ac9ba939d130a99dfa95ccca3e5e284'

# Expects PKG_CONFIG_PATH as `pkg_config_path` returns it. An unpacked oneDNN counts only if it is
# the version pinned above.
onednn_found() {
  [[ $(pkg-config --modversion dnnl 2>/dev/null) == 3.* ]] || return 1
  local library
  library=$(onednn_library_path)
  [ "$library" != "$deps/onednn/lib" ] || grep -qx "$onednn_wheels" "$deps/onednn/wheels" 2>/dev/null
}

# The folder that must be given to the linker; empty if the loader looks there anyway.
onednn_library_path() {
  local path
  path=$(pkg-config --variable=libdir dnnl)
  path=${path//\\ / }  # pkg-config puts a backslash before a space
  path=$(cd "$path" 2>/dev/null && pwd -P || echo "$path")
  case "$path" in /lib | /lib/* | /usr/lib | /usr/lib/* | "") ;; *) echo "$path" ;; esac
}

# For a system's oneDNN without a .pc file: its prefix, if the header says version 3.
onednn_system_prefix() {
  local prefix
  for prefix in /usr /usr/local ${brew:+"$brew"}; do
    ! grep -qs '^#define DNNL_VERSION_MAJOR 3' "$prefix/include/oneapi/dnnl/dnnl_version.h" || {
      echo "$prefix"
      return
    }
  done
}

write_onednn_pc() { # folder for the file, prefix, library folder, version
  mkdir -p "$1"
  # Quoted for SwiftPM's parser, because the path may contain a space.
  cat >"$1/dnnl.pc" <<PC
prefix=$2
libdir=$3
includedir=\${prefix}/include

Name: dnnl
Description: oneDNN, primitives for deep learning
Version: $4
Libs: -L"\${libdir}" -ldnnl
Cflags: -I"\${includedir}"
PC
}

install_onednn() {
  local prefix
  # Remove what interrupted runs left behind, but not recent folders: another run may be using them.
  find "$deps" -maxdepth 1 -name 'unpack.*' -mmin +60 -exec rm -rf {} +
  work=$(mktemp -d "$deps/unpack.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  prefix=$(onednn_system_prefix)
  if [ -n "$prefix" ]; then
    say "the system's oneDNN has no pkg-config file; writing .deps/onednn/lib/pkgconfig/dnnl.pc"
    use_system_onednn "$prefix"
  else
    fetch_onednn_wheels
  fi
  echo "$onednn_wheels" >"$work/onednn/wheels"
  rm -rf "$deps/onednn"
  mv "$work/onednn" "$deps/onednn"
  PKG_CONFIG_PATH=$(pkg_config_path) onednn_found ||
    fail "oneDNN was installed in $deps/onednn but pkg-config does not find it there"
}

use_system_onednn() {
  local header=$1/include/oneapi/dnnl/dnnl_version.h libdir=$1/lib triple
  triple=$(uname -m)-linux-gnu
  [ ! -e "$1/lib/$triple/libdnnl.so" ] || libdir=$1/lib/$triple
  write_onednn_pc "$work/onednn/lib/pkgconfig" "$1" "$libdir" \
    "$(awk '/define DNNL_VERSION_M(AJOR|INOR) /{printf "%s%s", s, $3; s = "."}' "$header")"
}

fetch_onednn_wheels() {
  [ "$os-$(uname -m)" = Linux-x86_64 ] ||
    fail "oneDNN 3 is not installed; install it (Debian 13: libdnnl-dev, Homebrew: onednn)"
  say "downloading oneDNN 3.2 (wheels onednn-cpu-gomp and onednn-devel-cpu-gomp $onednn_wheels)"
  echo "$onednn_hashes" >"$work/requirements.txt"
  python3 -m pip download --quiet --no-deps --require-hashes --only-binary :all: \
    --disable-pip-version-check -r "$work/requirements.txt" -d "$work" </dev/null ||
    fail "could not download oneDNN; check the network, then run Tools/setup again"
  say "unpacking it to .deps/onednn"
  local wheel name=onednn_cpu_gomp-$onednn_wheels.data/data library
  for wheel in "$work"/*.whl; do python3 -m zipfile -e "$wheel" "$work"; done
  mkdir -p "$work/onednn/lib"
  mv "$work/${name/cpu/devel_cpu}/include" "$work/onednn/include"
  # Wheels cannot contain links, so the library is in there three times; keep one and make two
  # links.
  mv "$work/$name/lib/libdnnl.so.3.2" "$work/onednn/lib/"
  ln -s libdnnl.so.3.2 "$work/onednn/lib/libdnnl.so.3"
  ln -s libdnnl.so.3 "$work/onednn/lib/libdnnl.so"
  cp -r "$work/$name/share" "$work/onednn/share" 2>/dev/null || true
  # Relative to the .pc file, so that the folder can be moved.
  write_onednn_pc "$work/onednn/lib/pkgconfig" '${pcfiledir}/../..' '${prefix}/lib' 3.2.0
}
