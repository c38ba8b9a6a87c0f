.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help quickstart pulumi status down test proof versions bench faults long-run build node

# Straight with node: through npx, Ctrl-C would not reach what has to end in an orderly way.
tsx := node --import tsx

help:
	@echo "make quickstart          Kafka and Kafka Connect on this machine, two connectors on them"
	@echo "make pulumi ARGS=up      run the Pulumi CLI on the quickstart: up, preview, destroy, ..."
	@echo "make status              which parts of the quickstart run, and where"
	@echo "make down                stop the quickstart and remove everything except the caches"
	@echo "make test                all tests, many of them on a real Kafka Connect"
	@echo "make proof               takes hours: every fault, every version of Connect, many random programs"
	@echo "make versions            the lifecycle tests on Kafka Connect 3.9, 4.1 and 4.3, and pods of 3.5"
	@echo "make bench               seconds, calls and memory, compared with the engine and Connect alone"
	@echo "make long-run            half an hour of random changes: memory and sockets of the processes"
	@echo "make faults              every fault between Pulumi and Kafka Connect, and how each operation behaves"
	@echo "make build               compile the package to dist/"

quickstart: build
	@$(tsx) sandbox/quickstart/run.ts

pulumi: build
	@$(tsx) sandbox/quickstart/pulumi-command.ts $(ARGS)

status: build
	@$(tsx) sandbox/cli.ts status

down: build
	@$(tsx) sandbox/quickstart/down.ts

test: build
	@$(tsx) tests/run.ts

# The next one begins whatever became of the one before it.
proof: build
	@failed=0; \
	TEST_PROOF=1 FUZZ_PROGRAMS=$${FUZZ_PROGRAMS:-25} $(tsx) tests/run.ts versions fuzz || failed=1; \
	TEST_PROOF=1 $(tsx) tests/run.ts cluster install native through-plugin || failed=1; \
	$(MAKE) versions || failed=1; \
	$(MAKE) faults || failed=1; \
	$(MAKE) faults ARGS="--through plugin" || failed=1; \
	exit $$failed

versions: build
	@failed=0; for version in 3.9 4.1 4.3; do \
		CONNECT_VERSION=$$version $(tsx) tests/run.ts lifecycle || failed=1; \
	done; \
	SANDBOX_OLDER_WORKER_VERSION=3.5.1 $(tsx) tests/run.ts -g "of an older Kafka Connect" cluster || failed=1; \
	exit $$failed

# ARGS="--sizes 1,100,1000 --targets worker" for others than 1 and 100, on a worker and a stub.
bench: build
	@$(tsx) bench/run.ts $(ARGS)

# ARGS="--minutes 5" for another time, ARGS="--seed 7" for the changes of an earlier run.
long-run: build
	@node --expose-gc --import tsx bench/long-run.ts $(ARGS)

# About half an hour; ARGS="--only leader-killed" for one of them, ARGS="--through plugin" for the plugin's resource.
faults: build
	@$(tsx) faults/run.ts $(ARGS)

build: dist/index.js

dist/index.js: node_modules/.package-lock.json index.ts \
		$(shell find native.ts provider plugin components healing cli report -type f) package.json tsconfig.json tsconfig.build.json | node
	npm run --silent build
	@touch $@

node_modules/.package-lock.json: package-lock.json | node
	npm ci
	@touch $@

# An order-only prerequisite: checked every time, and never a reason to build again.
node:
	@sandbox/check-node.sh
