# Needs Go, git and make; Go fetches the rest.
SHELL := bash
GO ?= go
LOG := bin/test.log
GOFILES := cmd compiler schema targets testdata/bench testdata/live testdata/mutants

# The race detector needs a C compiler; without one it is a named skip.
RACE := $(if $(filter 1,$(shell $(GO) env CGO_ENABLED)),-race)
RACY := ./cmd/... ./compiler/load ./compiler/source ./targets/...

# What vet looks at, it has looked at before; nobody debugs a test that goes by.
FASTER := -vet=off -ldflags=-w

.PHONY: build demo test fmt vet unit live live-short mutant-table race matrices torture mutants skips test-clients golden golden-check bench fuzz clean

build:
	$(GO) build -o bin/patchbay ./cmd/patchbay

# The main job on examples/acme, against the embedded simulator.
demo: build
	@bash .ci/demo bin/patchbay

test: fmt vet unit demo live-short mutant-table race matrices skips

fmt:
	@echo "== gofmt, cue fmt"
	@test -z "$$(gofmt -l $(GOFILES))" || { gofmt -l $(GOFILES); echo "error: not formatted"; echo "hint: gofmt -w the files above"; exit 1; }
	@$(GO) tool cue fmt --check --files schema/v1 examples cmd/patchbay/starter

vet:
	@echo "== go vet, staticcheck"
	@$(GO) vet ./...
	@$(GO) tool staticcheck ./...

# Unit tests, scripts, scenarios, conformance, import rules, goldens.
unit: build
	@echo "== go test"
	@TARGETTEST_PATCHBAY=$(CURDIR)/bin/patchbay .ci/memory $(GO) test $(FASTER) -parallel 4 -timeout 30m -v ./... > $(LOG) 2>&1; status=$$?; grep -E '^(ok|FAIL)[[:space:]]+[^[:space:]]+/' $(LOG); \
	if [ $$status -ne 0 ]; then $(GO) test $$(awk '$$1 == "FAIL" && $$2 ~ /\// {print $$2}' $(LOG) | sort -u); exit 1; fi

# On a real Asterisk: one on PATH, or else Debian's packages, which are fetched into
# .cache and run from there. Without root, and on loopback alone.
live: build
	@$(GO) run ./testdata/live -patchbay bin/patchbay

# A part of it, on the newest one, that takes two minutes or so.
live-short: build
	@echo "== a real Asterisk"
	@$(GO) test ./testdata/live
	@set -o pipefail; $(GO) run ./testdata/live -short -patchbay bin/patchbay 2>&1 | tee -a $(LOG) | grep -v '^ok '

# Again, where goroutines meet, with the race detector. A simulator has none of its
# own, and is asked by many at once in the tests of its driver.
race:
ifeq ($(RACE),)
	@echo "== go test -race"; echo "skipped: the race detector needs a C compiler" | tee -a $(LOG)
else
	@echo "== go test -race"
	@.ci/memory $(GO) test $(FASTER) -timeout 30m $(RACE) -short $$($(GO) list $(RACY) | grep -v '/sim$$\|/sim/') 2>&1 | grep -v 'no test files'; exit $${PIPESTATUS[0]}
endif

# What the matrices of the tests above tried, and how it went: kills, faults, other
# admins, second runs, chance.
matrices:
	@echo "== matrices"
	@sed -nE 's/^ *[a-z_]+\.go:[0-9]+: matrix (.*)/\1/p' $(LOG) | sort
	@sed -nE 's/^ *[a-z_]+\.go:[0-9]+: matrix .*: ([0-9]+) passed, ([0-9]+) failed/\1 \2/p' $(LOG) | \
	awk '{p += $$1; f += $$2} END {printf "%d passed, %d failed\n", p, f; exit f > 0 || p == 0}'

# The same in full: more plans and worlds, pairs of faults, kills at any moment,
# second runs that are killed too. It takes a long time.
torture:
	@echo "== torture"
	@mkdir -p bin
	@TORTURE=1 $(GO) test -count=1 -timeout 5h -v -run 'Conformance|Toy' $$(grep -rl --include=*_test.go 'targettest\.Main' targets | xargs -n1 dirname | sort -u | sed 's|^|./|') -rapid.checks=1500 > bin/torture.log 2>&1; status=$$?; \
	grep -E '^(ok|FAIL)[[:space:]]' bin/torture.log; $(MAKE) --no-print-directory matrices LOG=bin/torture.log && exit $$status

# Each guard taken out in turn, and which test notices. It takes an hour or so;
# MUTANTS=lock tries those whose names match.
MUTANTS ?= .
mutants:
	@echo "== mutants"
	@$(GO) run ./testdata/mutants -j 2 -run '$(MUTANTS)'

# That its table is still of this tree.
mutant-table:
	@echo "== the table of mutants"
	@$(GO) test ./testdata/mutants

# What could not be checked on this machine, by name.
skips:
	@echo "== skipped"
	@grep -E "^( *[a-z_]+\.go:[0-9]+: )?skipped: " $(LOG) | sed -E 's/^ *[a-zA-Z0-9_]+\.go:[0-9]+: //' | sort | uniq -c; \
	echo "$$(grep -cE "^( *[a-z_]+\.go:[0-9]+: )?skipped: " $(LOG)) checks skipped"

# Clients that others wrote, from npm, against the simulated Bitrix24 over TLS and
# Asterisk, and by hand what Rainbow's send. They are installed into .cache, and again when their
# lock changes; make test runs one of them too once it is there.
CLIENTS := .cache/clients/b24jssdk
test-clients: build
	@echo "== clients of others"
	@node -e 'process.exit(process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null && command -v npm >/dev/null || { echo "skipped: clients of others, which need node 20 and npm"; exit 0; }; \
	mkdir -p $(CLIENTS) && cp testdata/clients/*.mjs testdata/clients/*.php testdata/clients/*.py testdata/clients/package*.json testdata/clients/.npmrc $(CLIENTS)/ && \
	{ cmp -s $(CLIENTS)/package-lock.json $(CLIENTS)/installed.json || npm ci --prefix $(CLIENTS) --loglevel=error && cp $(CLIENTS)/package-lock.json $(CLIENTS)/installed.json; } || \
	{ echo "skipped: clients of others, which npm could not install"; exit 0; }; \
	$(GO) test -count=1 -run JSSDK ./targets/bitrix24/sim && node $(CLIENTS)/run.mjs bin/patchbay

# Only packages that look at UPDATE have goldens. The conformance suite has none and
# spares itself then, as do the tests that look for secrets.
golden:
	UPDATE=1 .ci/memory $(GO) test $(FASTER) -short $$(grep -rlE --include=*_test.go 'Getenv\("UPDATE"\)|targettest\.Golden\(' cmd compiler schema targets | xargs -n1 dirname | sort -u | sed 's|^|./|')

# For CI: goldens that nothing checks any more, or that are stale, show as a
# difference.
golden-check: golden
	git diff --exit-code

bench:
	$(GO) run ./testdata/bench

# Making what was found shorter is not counted, and would take most of the time.
FUZZTIME ?= 20s
fuzz:
	@for f in $$(grep -rlE '^func Fuzz' --include=*_test.go cmd compiler schema targets); do \
	  for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9_]*).*/\1/p' $$f); do \
	    echo "== $$name ($$(dirname $$f))"; $(GO) test -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x ./$$(dirname $$f) || exit 1; \
	  done; \
	done

clean:
	rm -rf bin
