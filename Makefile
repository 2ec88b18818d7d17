# Everything a newcomer needs is `make run` and `make test`; `make help` lists the rest. Each target
# first runs Tools/setup, which installs what is missing and returns immediately if nothing is.

.DEFAULT_GOAL := build
.PHONY: build run test test-long bench gallery fuzz sanitize documents docs format lint setup
.PHONY: server test-server install uninstall clean help

PREFIX = /usr/local

# `--env` quotes its flags for a shell; the second `eval` undoes that.
swift = env=$$(Tools/setup --env) && eval "$$env" && eval "swift $(1) -c release $$SHINSO_SWIFT_FLAGS $(2)"
sources = Package.swift Sources Tests $(wildcard Benchmarks Examples Fuzz) Server/Package.swift \
	Server/Sources Server/Tests

build: setup  ## build .build/release/shinso
	@$(call swift,build,--product shinso)

run: build  ## the main job: pretrained features, a classifier on top, predictions
	@Tools/main-job

server: setup  ## build shinso-server, for `shinso serve` (Hummingbird; 5 to 10 minutes the first time)
	@$(call swift,build,--product shinso-server --package-path Server)

# As `shinso` sets it for itself: short waits on a busy machine.
test test-server sanitize: export GOMP_SPINCOUNT ?= 3000

# Tests reach into the targets (@testable), which compiles them differently. A separate build folder
# keeps the two kinds of builds from invalidating each other.
test: setup  ## every test except the long ones
	@Tools/test

test-long: export SHINSO_LONG_TESTS = 1
test-long: test  ## every test, including full trainings and two hundred kills

test-server: setup  ## test the server, and its page in a headless browser, which is installed
	@Tools/setup server-tests
	@Tools/test-server

bench: build  ## compare with PyTorch on this machine
	@Tools/setup peers
	@Benchmarks/run

gallery: build  ## draw what a network has learned, into runs/gallery (Documentation/Gallery.md)
	@Tools/gallery

fuzz: setup  ## a million damaged inputs over every reader (libFuzzer, AddressSanitizer)
	@Fuzz/run $(INPUTS)

sanitize: setup  ## the tests with AddressSanitizer, then with ThreadSanitizer
	@Tools/sanitize

documents: export SHINSO_WRITE_DOCUMENTS = 1
documents: setup  ## write Documentation/Operators.md from the docstrings
	@Tools/test --filter OperatorsDocumentTests

docs: build  ## build the documentation as a web site in .build/documentation
	@Tools/documentation

format:  ## format every Swift file in place
	@swift format format --in-place --recursive --parallel $(sources)

lint:  ## check the format of every Swift file
	@swift format lint --strict --recursive --parallel $(sources)

setup:
	@Tools/setup

# Through sudo it installs what is already built: a build would leave files of root in .build.
install: $(if $(SUDO_USER),,build)  ## put shinso and its completions into PREFIX (/usr/local)
	@DESTDIR="$(DESTDIR)" Tools/install "$(PREFIX)"

uninstall:  ## remove what `make install` put into PREFIX
	@DESTDIR="$(DESTDIR)" Tools/install --remove "$(PREFIX)"

clean:  ## remove what was built, but keep .deps and the caches
	@rm -rf .build .build-tests .build-address .build-thread Server/.build

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile
