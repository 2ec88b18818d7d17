# What `make test-server` drives the page with: Debian's Chromium, and Python programs in a separate
# environment.

server_tests='playwright==1.65.2
axe-playwright-python==0.1.8
schemathesis==4.32.5'

install_server_tests() {
  local folder=$deps/server-tests
  if ! has_program chromium && ! has_program chromium-browser && ! has_program google-chrome; then
    run_installer chromium || fail "Chromium is needed${by_hand:+; run once: $by_hand}"
  fi
  [ "$(cat "$folder/installed" 2>/dev/null)" != "$server_tests" ] || return 0
  say "installing Playwright and schemathesis in .deps/server-tests"
  rm -rf "$folder"
  # Use an outside pip, because Debian's venv needs another package to provide one.
  python3 -m venv --without-pip "$folder"
  python3 -m pip --python "$folder/bin/python3" --disable-pip-version-check \
    install --quiet $server_tests </dev/null
  echo "$server_tests" >"$folder/installed"
  say "the browser and its programs are in place"
}
