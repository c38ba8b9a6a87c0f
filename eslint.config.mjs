import js from "@eslint/js";
import pulumi from "@pulumi/eslint-plugin";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/**
 * Arrows point one way. Each part of the source says what it must not import; a file needs no entry
 * of its own, and `import-x/no-cycle` keeps order within a folder.
 */
const outside = ["sandbox", "testkit", "tests", "bench", "faults", "examples", "plugin"];

/** A folder of provider/ imports only folders that stand before it. */
const providerFolders = [
  "core",
  "endpoint",
  "kubernetes",
  "connect",
  "connector",
  "set",
  "workers",
  "functions",
];

/** Decide and compare, but neither read, nor wait, nor know Pulumi. */
const pure = [
  "provider/core/{argument,clock,duration,errors,failure-text,news,notice,secret-mark,unknown,values}.ts",
  "provider/endpoint/{arguments,endpoint,canonical,provider-cluster}.ts",
  "provider/kubernetes/{pod-state,service-pod,rollout}.ts",
  "provider/connect/{live-redactor,masks,redact,references,safe-text,secret-keys,secret-values,secrets,status}.ts",
  "provider/connector/{arguments,config,config-inputs,drift,imported,inputs,name,offset-inputs,plan,provider-text}.ts",
  "provider/set/{failures,inputs,outputs}.ts",
  "provider/connector/check/{adoption,askable,secret-keys,validation,plugin-version,adoption-changes}.ts",
  "healing/{schedule,policy,health,memory,plan,metrics,events}.ts",
  "report/*.ts",
  "plugin/{wire,differences,secret-paths,configuration,imported}.ts",
  "cli/{flags,suggest,table,stack-state,status-model,status-table,import-program}.ts",
];

/** What a program runs. What only the provider's process needs must not be loaded with it. */
const inPrograms = [
  "provider/endpoint/args.ts",
  "provider/connector/{connector,secret-values}.ts",
  "provider/set/{connector-set,members,names,resource-arguments,plugin-set}.ts",
  "provider/workers/{cluster-name,workers}.ts",
  "provider/functions/getters.ts",
];

const restrict = "@typescript-eslint/no-restricted-imports";

/** One rule a group of files: a later entry of ESLint's would replace an earlier one. */
function mayNotImport(files, ignores, patterns) {
  return {
    files,
    ignores,
    rules: { [restrict]: ["error", { patterns }] },
  };
}

function inFolders(folders, message) {
  return { regex: `^(\\.\\./)+(${folders.join("|")})(/|$)`, message };
}

const axios = {
  group: ["axios", "node:http", "node:https"],
  message: "provider/connect/http.ts is the only socket.",
};
const kubernetesClient = {
  group: ["@kubernetes/*", "ws"],
  message: "provider/kubernetes/ reaches Kubernetes.",
};
const pulumiPackages = {
  group: ["@pulumi/*"],
  message: "Plain values here: Pulumi stays at the edge.",
};
const impure = { group: ["node:*", "!node:util", "p-limit"], message: "This file is pure." };

const knowsPulumi = [
  ...inPrograms,
  "provider/core/{created,log,once-known,program-errors,registration}.ts",
];

/** The rules of a folder of provider/, for its usual files and for the exceptions. */
function providerRules(folder, place) {
  const all = `provider/${folder}/**/*.ts`;
  const later = [...providerFolders.slice(place + 1), "entry"];
  const base = [
    inFolders(
      [...later, ...outside, "components", "healing", "report", "cli"],
      "provider/: core < endpoint < kubernetes < connect < connector < set < workers < functions",
    ),
    ...(folder === "connect" ? [] : [axios]),
    ...(folder === "kubernetes" ? [] : [kubernetesClient]),
  ];
  const light = {
    regex: "^\\.",
    allowTypeImports: true,
    message: "A program loads this file: import a value only from core/, endpoint/args or secrets.",
  };
  const lightExcept = {
    ...light,
    regex:
      "^\\.(?!.*(/core/[a-z-]+|/endpoint/args|/connect/secrets|/secret-values|/provider-text|/(members|names|resource-arguments|connector-set)|\\./ask\\.js)$)",
  };
  return [
    mayNotImport([all], knowsPulumi, [...base, pulumiPackages]),
    mayNotImport(
      pure.filter((path) => path.startsWith(`provider/${folder}/`)),
      [],
      [...base, pulumiPackages, impure],
    ),
    mayNotImport(
      inPrograms.filter((path) => path.startsWith(`provider/${folder}/`)),
      [],
      [...base, lightExcept],
    ),
    mayNotImport(
      knowsPulumi.filter(
        (path) => path.startsWith(`provider/${folder}/`) && !inPrograms.includes(path),
      ),
      [],
      base,
    ),
  ].filter(({ files }) => files.length > 0);
}

const directions = [
  ...providerFolders.flatMap(providerRules),
  mayNotImport(
    ["components/**/*.ts"],
    [],
    [inFolders([...outside, "report", "cli"], "components/ knows provider/ and healing/ only.")],
  ),
  // The agent runs where there is no Pulumi: it imports files of provider/ that do not know it either.
  mayNotImport(
    ["healing/**/*.ts"],
    [],
    [
      inFolders([...outside, "components", "report", "cli"], "healing/ knows provider/ only."),
      pulumiPackages,
      {
        regex:
          "/provider/(core/(created|log|once-known|program-errors|registration)|endpoint/args|connector/|workers/|functions/)",
        allowTypeImports: true,
        message: "The agent runs where there is no Pulumi.",
      },
    ],
  ),
  mayNotImport(
    ["healing/{schedule,policy,health,memory,plan,metrics,events}.ts"],
    [],
    [
      inFolders([...outside, "components", "report", "cli"], "healing/ knows provider/ only."),
      impure,
    ],
  ),
  mayNotImport(
    ["cli/**/*.ts"],
    [],
    [
      inFolders([...outside, "components"], "cli/ knows provider/, healing/ and report/ only."),
      {
        regex: "^@pulumi/|/provider/(connect/session|connector/wait|core/log)$",
        allowTypeImports: true,
        message: "Half a second for every command: import() it where it is needed.",
      },
    ],
  ),
  mayNotImport(
    ["plugin/**/*.ts"],
    ["plugin/{answer,components,main,serve,structure,protocol}.ts"],
    [
      inFolders(
        [...outside, "components", "healing", "report", "cli"],
        "plugin/ knows provider/ only.",
      ),
      pulumiPackages,
    ],
  ),
  mayNotImport(
    ["plugin/{answer,main,serve,structure,protocol}.ts"],
    [],
    [
      inFolders(
        [...outside, "components", "healing", "report", "cli"],
        "plugin/components.ts constructs components. All else knows provider/ only.",
      ),
    ],
  ),
  mayNotImport(
    ["plugin/components.ts"],
    [],
    [
      inFolders(
        [...outside, "healing", "report", "cli"],
        "plugin/ knows provider/ and components/.",
      ),
      {
        regex: "/components/",
        allowTypeImports: true,
        message: "The SDKs of other providers take a second: import() it where it is needed.",
      },
    ],
  ),
  mayNotImport(
    ["report/**/*.ts"],
    [],
    [
      inFolders(
        [
          ...outside,
          "cli",
          "components/(?!plugins/list|properties)",
          "provider/(?!core/(unknown|values|notice|failure-text|secret-mark)|connect/(references|secret-keys|secret-values|secrets)|connector/(arguments|inputs|check/adoption))",
        ],
        "Of provider/ only what an input means, what is secret and what notices say; of components/ only formats.",
      ),
      impure,
      pulumiPackages,
    ],
  ),
];

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
    plugins: { "@pulumi": pulumi, "import-x": importX },
    settings: {
      "import-x/resolver-next": [createTypeScriptImportResolver()],
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/extensions": [".ts"],
    },
    rules: {
      "import-x/no-cycle": ["error", { ignoreExternal: true }],
      "import-x/no-duplicates": "error",
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
  // A flag that a preview does not know (`MaybeUnknown<boolean>`) would count as true.
  {
    files: ["provider/**", "plugin/**"],
    rules: {
      "@typescript-eslint/strict-boolean-expressions": [
        "error",
        { allowNullableBoolean: true, allowNullableString: true, allowNullableNumber: true },
      ],
    },
  },
  ...directions,
  // A program of a test gives nothing back: `() => void [one, another]` says so shortly.
  {
    files: ["tests/**", "testkit/**"],
    rules: { "@typescript-eslint/no-meaningless-void-operator": "off" },
  },
);
