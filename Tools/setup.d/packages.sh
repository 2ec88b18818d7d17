# The system's packages. To find out what is missing, this looks for the libraries and programs
# themselves instead of package names, so a library built by hand counts too.

os=$(uname -s)
brew=
[ "$os" != Darwin ] || brew=$(brew --prefix 2>/dev/null || true)

# Folders with .pc files besides the system's own. The user's own setting comes first.
pkg_config_path() {
  local path=${PKG_CONFIG_PATH-}
  case ":$path:" in *":$deps/onednn/lib/pkgconfig:"*) ;; *)
    [ ! -d "$deps/onednn/lib/pkgconfig" ] || path="${path:+$path:}$deps/onednn/lib/pkgconfig"
    ;;
  esac
  # Homebrew keeps OpenSSL and libarchive outside its common folder.
  [ -z "$brew" ] || path="${path:+$path:}$brew/lib/pkgconfig:$brew/opt/openssl@3/lib/pkgconfig:$brew/opt/libarchive/lib/pkgconfig"
  echo "$path"
}

has_library() { PKG_CONFIG_PATH=$(pkg_config_path) pkg-config --exists "$1" 2>/dev/null; }
has_program() { command -v "$1" >/dev/null; }
has_header() {
  local folder
  for folder in /usr/include /usr/local/include ${brew:+"$brew/include"}; do
    [ ! -e "$folder/$1" ] || return 0
  done
  return 1
}
has_libsvm() { has_header libsvm/svm.h || has_header svm.h; }
# The oneDNN wheel needs libgomp; the system's oneDNN and a Mac's bring their own runtime.
has_libgomp() {
  [ "$os" != Linux ] || [[ $(PATH=$PATH:/sbin ldconfig -p 2>/dev/null) == *libgomp.so.1* ]]
}
has_pip() { python3 -c 'import importlib.util as u; exit(not u.find_spec("pip"))' 2>/dev/null; }
# Opened at run time (Sources/ShinsoData/Text/Tokenizers/MeCab.swift).
has_mecab() {
  local folder
  if [ "$os" = Linux ]; then
    [[ $(PATH=$PATH:/sbin ldconfig -p 2>/dev/null) == *libmecab.so.2* ]] || return 1
  else
    has_program mecab || return 1
  fi
  for folder in /var/lib/mecab/dic/ipadic-utf8 /usr/share/mecab/dic/ipadic \
    /usr/lib/mecab/dic/ipadic /usr/lib64/mecab/dic/ipadic /usr/local/lib/mecab/dic/ipadic \
    ${brew:+"$brew/lib/mecab/dic/ipadic"}; do
    [ ! -e "$folder/sys.dic" ] || return 0
  done
  return 1
}
has_japanese_font() {
  [ "$os" = Darwin ] || { has_program fc-list && [ -n "$(fc-list :lang=ja file 2>/dev/null)" ]; }
}

# name | check | Debian package | Homebrew package
required='
pkg-config|has_program pkg-config|pkg-config|pkgconf
libjpeg-turbo|has_library libturbojpeg|libturbojpeg0-dev|jpeg-turbo
libjpeg (of libjpeg-turbo)|has_library libjpeg|libjpeg-dev|jpeg-turbo
libpng|has_library libpng|libpng-dev|libpng
zlib|has_library zlib|zlib1g-dev|zlib
libarchive|has_library libarchive|libarchive-dev|libarchive
libwebp|has_library libwebp|libwebp-dev|webp
libsndfile|has_library sndfile|libsndfile1-dev|libsndfile
OpenSSL|has_library libcrypto|libssl-dev|openssl@3
LIBLINEAR|has_header linear.h|liblinear-dev|liblinear
LIBSVM|has_libsvm|libsvm-dev|libsvm
libgomp|has_libgomp|libgomp1|
pip|has_pip|python3-pip|python3'
optional='
gnuplot (curves as pictures)|has_program gnuplot|gnuplot-nox|gnuplot
a font with Japanese characters|has_japanese_font|fonts-droid-fallback|
MeCab and IPAdic (Japanese words)|has_mecab|libmecab2 mecab-ipadic-utf8|mecab mecab-ipadic
espeak-ng (speaks the digits of dnn-hmm)|has_program espeak-ng|espeak-ng|espeak-ng
flite (speaks more of them)|has_program flite|flite|flite
Open MPI (trainings by several processes)|has_program mpirun|openmpi-bin|open-mpi'

# Sets `missing` (names for people) and `packages` (for the installer) from one of the lists above.
find_missing() {
  local list=$1 name check apt homebrew package
  missing=() packages=()
  while IFS='|' read -r name check apt homebrew; do
    [ -n "$name" ] && ! $check || continue
    missing+=("$name")
    package=$apt
    [ "$os" != Darwin ] || package=$homebrew
    # Of some there are two packages.
    [ -z "$package" ] || packages+=($package)
  done <<<"$list"
}

join() {
  local IFS=,
  echo "$*" | sed 's/,/, /g'
}

# Runs apt-get or brew for the given packages. Returns 1 if a person must run the command `by_hand`.
run_installer() {
  by_hand=
  if [ "$os" = Darwin ]; then
    by_hand="brew install $*"
    has_program brew || fail "Homebrew is not installed (https://brew.sh); then run: $by_hand"
    say "$by_hand"
    brew install "$@" || warn "brew install failed"
    return
  fi
  has_program apt-get || return 1
  local apt="DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=300"
  local script="apt-get update && apt-get install -y --no-install-recommends $*"
  by_hand="sudo sh -c '$script'"
  local as_root=
  if [ "$(id -u)" != 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root="sudo -n"
  fi
  say "$script"
  # Ignore package sources that cannot be reached; if it matters, the installation fails.
  $as_root sh -c "$apt update || true; $apt -o Dpkg::Use-Pty=0 install -y --no-install-recommends $*" \
    </dev/null >"$deps/apt.log" 2>&1 || {
    tail -n 5 "$deps/apt.log" >&2
    warn "apt-get failed; its output is in $deps/apt.log"
  }
}

install_packages() {
  mkdir -p "$deps"
  local wanted=() wanted_packages=() by_hand=
  find_missing "$required"
  local required_missing=${#missing[@]}
  wanted=(${missing[@]+"${missing[@]}"}) wanted_packages=(${packages[@]+"${packages[@]}"})
  find_missing "$optional"
  wanted+=(${missing[@]+"${missing[@]}"}) wanted_packages+=(${packages[@]+"${packages[@]}"})
  [ ${#wanted[@]} -gt 0 ] || return 0
  # If optional packages could not be installed, they are asked for only once.
  if [ "$required_missing" = 0 ] && [ "$(cat "$deps/without" 2>/dev/null)" = "${wanted[*]}" ]; then
    return 0
  fi

  say "missing: $(join "${wanted[@]}")"
  if ! run_installer "${wanted_packages[@]}"; then
    local how="install with your system's package manager: $(join "${wanted[@]}")"
    [ -z "$by_hand" ] || how="run once: $by_hand"
    [ "$required_missing" = 0 ] || fail "this needs root; $how"
    go_on_without "$how"
    return 0
  fi
  find_missing "$required"
  # If the system does not have one of the packages, install the others.
  if [ ${#missing[@]} -gt 0 ] && [ ${#packages[@]} -lt ${#wanted_packages[@]} ]; then
    run_installer "${packages[@]}"
    find_missing "$required"
  fi
  [ ${#missing[@]} = 0 ] || fail "still missing: $(join "${missing[@]}")"
  find_missing "$optional"
  [ ${#missing[@]} = 0 ] || go_on_without "could not be installed"
}

go_on_without() { # the reason or what to do; `missing` holds the optional packages
  echo "${missing[*]}" >"$deps/without"
  warn "continuing without $(join "${missing[@]}"): $1"
}
