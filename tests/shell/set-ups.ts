/** What each page requires, and the lines that do not exit with 0. */
import type { PageShell } from "../../testkit/docs/page-shell";
import * as before from "./before";

export interface SetUp {
  /** Examples that are copied into the same folder. */
  readonly examples?: readonly string[];
  /** The reader's current folder; default: the top folder. */
  readonly folder?: string;
  readonly before?: (shell: PageShell) => Promise<void>;
  /** Exit codes by line. */
  readonly codes?: Readonly<Record<string, number>>;
  readonly repeated?: readonly string[];
  /** A part of the output, by line. */
  readonly prints?: Readonly<Record<string, string>>;
}

/** A page of an example whose program already has a stack. */
function example(name: string, more: SetUp = {}): SetUp {
  return {
    examples: [name],
    folder: name,
    before: (shell) => shell.mustRun(["pulumi stack init dev"], name),
    ...more,
  };
}

export const SET_UPS: Readonly<Record<string, SetUp>> = {
  "README.md": { before: (shell) => shell.packPackage() },
  "docs/cli.md": {
    before: before.connectorsOfTheTable,
    codes: {
      "pulumi-kafka-connect status": 1,
      "pulumi-kafka-connect restart archive --only-failed": 1,
    },
  },
  "docs/operations.md": {
    folder: "shop",
    before: before.customersInProduction,
    prints: {
      "pulumi-kafka-connect offsets get customers --stack production": '{"position":4}',
      "pulumi-kafka-connect status --stack production": "customers",
    },
  },
  "docs/pull-requests.md": example("smallest"),
  "examples/automation-api/README.md": {
    examples: ["automation-api", "smallest"],
    folder: "automation-api",
    codes: {
      "node --import tsx deploy.ts            # previews only": 2,
      "node --import tsx deploy.ts --project ../smallest": 2,
    },
    prints: { "node --import tsx deploy.ts --apply    # previews, then applies": "1 changed in " },
  },
  "examples/connector-set/README.md": example("connector-set"),
  "examples/existing-cluster/README.md": {
    examples: ["existing-cluster"],
    folder: "existing-cluster",
    before: before.connectorsMadeByHand,
    prints: { "pulumi preview": "adopting it writes nothing" },
  },
  "examples/multi-cluster/README.md": example("multi-cluster", { before: before.twoClusters }),
  "examples/preview-in-pr/README.md": example("preview-in-pr", {
    prints: {
      "npx pulumi-kafka-connect preview-report preview.json": "`orders-to-file`",
    },
  }),
  "examples/quickstart/README.md": {
    examples: ["quickstart"],
    before: (shell) => shell.mustRun(["mkdir examples && mv quickstart examples"]),
    repeated: ["cat /tmp/output.txt"],
    prints: { "pulumi preview --diff": 'batch.size: "2000" => "500"' },
  },
  "examples/smallest/README.md": example("smallest"),
  "examples/state-and-waiting/README.md": example("state-and-waiting"),
};
