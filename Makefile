# Hotline's commands. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo build test check format bench bench-stored bench-build simulate planted torture torture-short torture-planted crowd scan \
	sanitize fuzz clean dependencies venv

# Planted bugs are for the two targets that ask for them.
unexport HOTLINE_PLANTED HOTLINE_PLANTED_BUG

SWIFT_FILES := git ls-files -z --cached --others --exclude-standard -- '*.swift'

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## two nodes in a scratch directory pass a notice between them
	.ci/install-dependencies build
	Docs/Examples/demo.sh

build: ## build hotlined and hotline for installing: .build/release
	.ci/install-dependencies build
	swift build -c release --static-swift-stdlib --product hotlined
	swift build -c release --static-swift-stdlib --product hotline
	.ci/check-binaries .build/release

test: dependencies venv ## run all tests
	swift build --build-tests
	.ci/swift-test libraries --skip '^(IntegrationTests|SimulatorTests|HotlineAuditTests|HotlineArchiveTests)\.'
	.ci/swift-test audits --filter '^(HotlineAuditTests|HotlineArchiveTests)\.'
	.ci/swift-test simulator --filter '^SimulatorTests\.'
	.ci/swift-test --again daemons --filter '^IntegrationTests\.'

check: dependencies ## format, warnings as errors, import rules, linked libraries
	$(SWIFT_FILES) | xargs -0 swift format lint --strict --parallel
	for script in $$(ls .ci/* | grep -v '\.py$$') Docs/Examples/*.sh Tests/Torture/scan Tests/Sanitizers/run FuzzTesting/run; do bash -n "$$script"; done
	if command -v python3 >/dev/null; then python3 -m py_compile Tests/Torture/*.py; fi
	swift build --build-tests
	.ci/check-binaries
	swift test --skip-build --filter '^RepositoryTests\.'

format: ## rewrite the Swift files in the project's format
	$(SWIFT_FILES) | xargs -0 swift format format --in-place --parallel

bench: bench-build ## measure two release daemons on loopback; BENCH='window --quick' for a part of it
	Benchmarks/.build/release/hotline-bench $(BENCH)

bench-stored: bench-build ## the same with 1,000,000 stored messages, which it makes first
	Benchmarks/.build/release/hotline-bench stored $(BENCH)

bench-build: build
	swift build -c release --package-path Benchmarks

# A build for testing alone: optimized, and with what tests may reach into.
SIMULATOR := -c release -Xswiftc -enable-testing --scratch-path .build/simulator --product simulate

simulate: dependencies ## run seeds of the simulator: SEED=1 COUNT=1000; TRACE=1 tells a seed's story
	swift build $(SIMULATOR)
	.build/simulator/release/simulate $(or $(SEED),1) $(or $(COUNT),1000) --jobs $(or $(JOBS),2) $(if $(TRACE),--trace)

planted: dependencies ## look whether the simulator catches the bugs that are planted for it
	HOTLINE_PLANTED=1 swift build --scratch-path .build/planted --product simulate
	.build/planted/debug/simulate planted

torture: build venv ## real faults, as root: MINUTES=60 or HOURS=8; SEED= repeats a run, KINDS= takes a part
	@.ci/install-dependencies torture
	python3 Tests/Torture/torture.py --minutes $(if $(HOURS),$$(( $(HOURS) * 60 )),$(or $(MINUTES),60)) \
		$(if $(SEED),--seed $(SEED)) $(if $(KINDS),--kinds $(KINDS))

torture-short: ## five minutes of it
	$(MAKE) torture MINUTES=5

torture-planted: venv ## look whether the torture finds the bugs that are planted for it
	@.ci/install-dependencies torture
	HOTLINE_PLANTED=1 swift build --scratch-path .build/planted --product hotlined
	HOTLINE_PLANTED=1 swift build --scratch-path .build/planted --product hotline
	python3 Tests/Torture/planted.py .build/planted/debug

crowd: build venv ## 100,000 bad connections, handshakes and frames, as root; COUNT=, SEED= and KINDS= as above
	@.ci/install-dependencies torture
	.build/venv/bin/python Tests/Torture/crowd.py --count $(or $(COUNT),100000) \
		$(if $(SEED),--seed $(SEED)) $(if $(KINDS),--kinds $(KINDS))

scan: build ## show a running daemon to the TLS scanners that are installed
	Tests/Torture/scan

sanitize: dependencies venv ## run the tests of the libraries under the sanitizers: SANITIZER=thread or address for one of them
	for kind in $(or $(SANITIZER),thread address); do Tests/Sanitizers/run $$kind; done

fuzz: ## fuzz what takes bytes from others; RUNS=1000000 inputs for each target, TARGETS='cbor note' for some
	.ci/install-dependencies build
	FuzzTesting/run $(or $(RUNS),1000000) $(TARGETS)

clean: ## remove everything that was built
	rm -rf .build Benchmarks/.build FuzzTesting/.build

dependencies:
	@.ci/install-dependencies test

venv:
	@.ci/make-venv
