import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import tseslint from "typescript-eslint";

/** Arrows point one way: a file of provider/ imports only files that stand before it. */
const providerFiles = [
  "clock",
  "errors",
  "endpoint",
  "raw-values",
  "endpoint-inputs",
  "credentials",
  "retry",
  "shared-read",
  "shared-poll",
  "log",
  "kubeconfig",
  "kubernetes-api",
  "pod-state",
  "service-pod",
  "forwarded-stream",
  "port-forward",
  "http",
  "connect-api",
  "secrets",
  "config",
  "offset-inputs",
  "inputs",
  "status",
  "once-known",
  "connect-endpoint",
  "connector", // Early on purpose: a program must not load what only the provider needs.
  "workers",
  "getters",
  "validation",
  "plugin-version",
  "cluster",
  "take-over",
  "outputs",
  "explain",
  "ask",
  "wait",
  "target-state",
  "offsets",
  "reconcile",
  "settle",
  "remote-check",
  "rollout",
  "rollout-wait",
  "workers-lifecycle",
  "lifecycle",
];

/** Decide and compare, but neither read, nor wait, nor know Pulumi. */
const pureFiles = [
  "clock",
  "errors",
  "endpoint",
  "raw-values",
  "endpoint-inputs",
  "secrets",
  "config",
  "offset-inputs",
  "inputs",
  "status",
  "pod-state",
  "service-pod",
  "validation",
  "plugin-version",
  "take-over",
  "rollout",
];
/** Only they reach Kubernetes; its client is loaded when it is needed. */
const kubernetesFiles = [
  "kubeconfig",
  "kubernetes-api",
  "pod-state",
  "service-pod",
  "forwarded-stream",
  "port-forward",
  "rollout",
  "rollout-wait",
];
const mayKnowPulumi = ["log", "once-known", "connect-endpoint", "connector", "workers", "getters"];

const outside = ["**/sandbox/**", "**/tests/**", "**/examples/**", "**/index"];

/** What stands after a file in the order of its folder. */
function standingAfter(files, place) {
  const group = files.slice(place + 1).map((later) => `./${later}`);
  const message = "Arrows point one way: see the order in eslint.config.mjs.";
  return group.length === 0 ? [] : [{ group, message }];
}

const directions = providerFiles.map((file, place) => ({
  files: [`provider/${file}.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: outside, message: "provider/ stands alone." },
          ...standingAfter([...providerFiles, "index"], place),
          ...(file === "http"
            ? []
            : [
                {
                  group: ["axios", "node:http", "node:https"],
                  message: "http.ts is the only socket.",
                },
              ]),
          ...(kubernetesFiles.includes(file)
            ? []
            : [
                {
                  group: ["@kubernetes/*", "ws"],
                  message: "kubernetes-api.ts reaches Kubernetes.",
                },
              ]),
          ...(mayKnowPulumi.includes(file)
            ? []
            : [{ group: ["@pulumi/*"], message: "Plain values here: Pulumi stays at the edge." }]),
          ...(pureFiles.includes(file)
            ? [{ group: ["node:*", "p-limit"], message: "This file is pure." }]
            : []),
        ],
      },
    ],
  },
}));

/** The same for components/: only the last two make resources. */
const componentFiles = [
  "quantity",
  "patch",
  "pod-security",
  "properties",
  "mounts",
  "worker-certs",
  "kafka-security",
  "worker-config",
  "make-stores",
  "plugins",
  "metrics",
  "secret-properties",
  "start-worker",
  "install-archives",
  "install-download",
  "install-plugins",
  "kubernetes-access",
  "image-name",
  "containerfile",
  "build-image",
  "healing-args",
  "args",
  "installer",
  "workload",
  "restart-policy",
  "healing-script",
  "healing",
  "config-map",
  "plugin-image",
  "connect-cluster",
];

const mayKnowProvider = ["kubernetes-access", "args", "restart-policy", "connect-cluster"];
/** Others know it by what is in its files only. */
const mayKnowHealing = ["restart-policy", "healing"];

const componentDirections = componentFiles.map((file, place) => ({
  files: [`components/${file}.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: outside, message: "components/ stands alone." },
          ...standingAfter(componentFiles, place),
          ...(mayKnowProvider.includes(file)
            ? []
            : [{ group: ["../provider/*"], message: "Only the endpoint is shared." }]),
          ...(mayKnowHealing.includes(file)
            ? []
            : [{ group: ["../healing/*"], message: "Only what the agent is given is shared." }]),
        ],
      },
    ],
  },
}));

/** The agent runs without Pulumi: it imports files of provider/ that do not know it either. */
const healingFiles = [
  "schedule",
  "policy",
  "health",
  "memory",
  "plan",
  "old-workers",
  "metrics",
  "events",
  "policies",
  "memory-file",
  "healer",
  "server",
  "agent",
  "main",
];
const pureHealingFiles = ["schedule", "policy", "health", "memory", "plan", "metrics", "events"];

const healingDirections = healingFiles.map((file, place) => ({
  files: [`healing/${file}.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: [...outside, "**/components/**"], message: "healing/ stands alone." },
          ...standingAfter([...healingFiles, "no-forms"], place),
          {
            group: ["@pulumi/*", ...mayKnowPulumi.map((knows) => `../provider/${knows}`)],
            message: "The agent runs where there is no Pulumi.",
          },
          ...(pureHealingFiles.includes(file)
            ? [{ group: ["node:*"], message: "This file is pure." }]
            : []),
        ],
      },
    ],
  },
}));

/** The same for cli/, thin on provider/ and healing/. */
const cliFiles = [
  "exit",
  "flags",
  "suggest",
  "table",
  "terminal",
  "completion",
  "confirm",
  "stack-state",
  "stack",
  "target",
  "reasons",
  "explain",
  "session",
  "connector-name",
  "report",
  "status-table",
  "watch",
  "status",
  "reach",
  "change-state",
  "offsets",
  "heal",
  "plugins",
  "preview-report",
  "program",
  "main",
];

const pureCliFiles = ["flags", "suggest", "table", "stack-state", "report", "status-table"];
/** They load Pulumi, and so are loaded themselves when they are needed. */
const withPulumi = ["../provider/cluster", "../provider/wait", "../provider/log"];

const cliDirections = cliFiles.map((file, place) => ({
  files: [`cli/${file}.ts`],
  rules: {
    "@typescript-eslint/no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: [...outside, "../components/*"],
            message: "cli/ knows provider/, healing/ and report/ only.",
          },
          ...standingAfter(cliFiles, place),
          {
            group: [...withPulumi, "@pulumi/*"],
            allowTypeImports: true,
            message: "Half a second for every command: import() it where it is needed.",
          },
          ...(pureCliFiles.includes(file)
            ? [{ group: ["node:fs", "node:process", "commander"], message: "This file is pure." }]
            : []),
        ],
      },
    ],
  },
}));

/** The same for report/: plain values in, Markdown out. */
const reportFiles = [
  "property-path",
  "preview",
  "shown",
  "change",
  "mistakes",
  "connector-change",
  "config-map-diff",
  "cluster-change",
  "take-over",
  "changes",
  "markdown-text",
  "markdown",
];

const mayKnowOfProvider = ["../provider/inputs", "../provider/raw-values", "../provider/secrets"];

const reportDirections = reportFiles.map((file, place) => ({
  files: [`report/${file}.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          { group: [...outside, "../components/*"], message: "report/ stands alone." },
          {
            group: ["../provider/*", ...mayKnowOfProvider.map((known) => `!${known}`)],
            message: "Of provider/ only what an input means and what is secret.",
          },
          ...standingAfter(reportFiles, place),
          { group: ["node:*", "@pulumi/*"], message: "This folder is pure." },
        ],
      },
    ],
  },
}));

export default tseslint.config(
  {
    ignores: [
      "**/*.mjs",
      "**/*.cjs",
      "**/*.js",
      "dist/",
      ".sandbox/",
      "coverage/",
      "node_modules/",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { "@pulumi": pulumi },
    rules: {
      "@pulumi/no-output-in-template-literal": "error",
      "@pulumi/no-output-instance-in-template-literal": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/use-unknown-in-catch-callback-variable": "off",
      "@typescript-eslint/no-unused-vars": [
        "error",
        { varsIgnorePattern: "^_", argsIgnorePattern: "^_", ignoreRestSiblings: true },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": [
        "error",
        { ignoreVoidOperator: true, ignoreArrowShorthand: true },
      ],
    },
  },
  ...directions,
  ...componentDirections,
  ...healingDirections,
  ...cliDirections,
  ...reportDirections,
  // A program of a test gives nothing back: `() => void [one, another]` says so shortly.
  { files: ["tests/**"], rules: { "@typescript-eslint/no-meaningless-void-operator": "off" } },
);
