# Every verb sets up what it needs, says what it does, and is quick the second time.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build run test soak bench eval-retrieval eval-parse check clients fmt fuzz asan tsan samples screenshots clean

say = @printf '\033[1m==>\033[0m %s\n' "$(1)"

help: ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 18

setup: ## install Debian packages and the pinned, hash-checked engine files
	@tools/setup.sh

build: setup ## build ./build/edify, the tests and the benchmarks
	$(call say,Building (release))
	@cmake --preset release >/dev/null
	@cmake --build build

run: build ## ingest samples/, ask a question as each role, serve on 127.0.0.1:8000
	@tools/run.sh

test: build ## everything that decides whether a change may land
	$(call say,Tests)
	@ctest --test-dir build --output-on-failure -j $$(nproc) -LE soak

soak: build ## the full counts: 300 kills, 1,000 blobs with faults, 2,000 files, all mutations
	$(call say,Soak tests)
	@EDIFY_SOAK=1 ctest --test-dir build --output-on-failure -L soak

bench: build ## figures beside the peers' (PEERS=0 leaves the peers out)
	@bench/run.sh

eval-retrieval: build ## nDCG and recall on the judged sets of ../shared, where they are
	@bench/eval_retrieval.sh

eval-parse: build ## how well documents are read, beside other parsers, on the sets of ../shared and our own
	@test -x .venv-parse/bin/python || { python3 -m venv .venv-parse && .venv-parse/bin/pip install --quiet -r bench/peers/requirements-parse.txt; }
	@.venv-parse/bin/python bench/eval_parse.py --peers

check: build ## clang-format, clang-tidy, include directions
	@tools/check.sh

clients: build ## make clients/ again from the program's own OpenAPI description
	@python3 tools/make_clients.py

fmt: ## format the sources
	@git ls-files 'src/*.cpp' 'src/*.h' 'bench/*.cpp' 'fuzz/*.cpp' 'tests/*.cpp' | xargs clang-format -i

fuzz: setup ## build the fuzzers with clang 16 and run each for a minute (SECONDS_EACH)
	@fuzz/run.sh

asan tsan: setup ## build and run the tests with sanitizers
	$(call say,Building with $@)
	@cmake --preset $@ >/dev/null
	@cmake --build build-$@
	@TBB_ENABLE_SANITIZERS=1 ctest --test-dir build-$@ --output-on-failure -LE 'soak|e2e'

screenshots: build ## make docs/screenshots/ again
	@python3 tools/make_screenshots.py

samples: ## make samples/ again from tools/samples/ (needs the packages that tools/make_samples.py names)
	@python3 tools/make_samples.py

clean: ## remove what was built; engines/ stays
	@rm -rf build build-*
