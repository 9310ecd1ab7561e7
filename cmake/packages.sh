# SPDX-License-Identifier: Apache-2.0
# What a fresh Debian 12 needs, by name. Sourced by ./run and ./test.
build_packages=(g++ cmake ninja-build ccache pkg-config libsimgrid-dev libhdf5-dev libyaml-cpp-dev libeigen3-dev
  libcli11-dev libboost-dev libfmt-dev libhowardhinnant-date-dev tzdata zlib1g-dev libpng-dev nlohmann-json3-dev libssl-dev coinor-libcbc-dev
  catch2 libbenchmark-dev libimgui-dev libglfw3-dev libgl-dev)
test_packages=(python3-h5py python3-xarray python3-h5netcdf python3-pandas python3-matplotlib python3-numpy python3-jsonschema python3-yaml libxml2-utils udunits-bin)
long_packages=(clang libclang-rt-14-dev netcdf-bin valgrind xvfb xauth xdotool libgl1-mesa-dri)

# install_packages WHY PACKAGE...: installs what is missing, as root or through sudo, and says what and why.
install_packages() {
  local why=$1; shift
  local missing=() p
  for p in "$@"; do
    [[ -e /var/lib/dpkg/info/$p.list || -e /var/lib/dpkg/info/$p:amd64.list || -e /var/lib/dpkg/info/$p:arm64.list ]] || missing+=("$p")
  done
  ((${#missing[@]})) || return 0
  echo "Installing with apt ($why): ${missing[*]}" >&2
  local sudo=()
  if ((EUID != 0)); then
    command -v sudo >/dev/null || { echo "error: not root and no sudo; as root: apt-get install ${missing[*]}" >&2; return 1; }
    sudo=(sudo)
  fi
  { "${sudo[@]}" apt-get update -qq &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"; } >&2
}
