import { expect } from "chai";
import { canonicalise } from "../../../provider/connector/inputs";

type Raw = Readonly<Record<string, unknown>>;

const minimal: Raw = {
  cluster: { url: "http://connect:8083" },
  name: "orders",
  class: "org.example.Source",
};
function failuresOf(changes: Raw): string[] {
  const { failures } = canonicalise({ ...minimal, ...changes });
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

describe("inputs: the check", () => {
  const refusals: [string, Raw, string[]][] = [
    [
      "a missing cluster",
      { cluster: undefined },
      ["cluster: is required: the endpoint of a Connect cluster"],
    ],
    [
      "an invalid url",
      { cluster: { url: "connect" } },
      ["cluster.url: must be a url such as https://connect.example.com:8083"],
    ],
    [
      "a url that is not http",
      { cluster: { url: "ftp://connect" } },
      ["cluster.url: must be http or https"],
    ],
    [
      "credentials in the url",
      { cluster: { url: "http://me:hunter2@connect" } },
      ["cluster.url: must not contain credentials: pass them as cluster.basicAuth"],
    ],
    [
      "a query",
      { cluster: { url: "http://connect?a=b" } },
      ["cluster.url: must end with its path"],
    ],
    [
      "an empty query",
      { cluster: { url: "http://connect/?" } },
      ["cluster.url: must end with its path"],
    ],
    [
      "a fragment",
      { cluster: { url: "http://connect/#" } },
      ["cluster.url: must end with its path"],
    ],
    [
      "two kinds of credentials",
      {
        cluster: { url: "http://c", bearerToken: "t", basicAuth: { username: "u", password: "p" } },
      },
      ["cluster.bearerToken: cannot be combined with cluster.basicAuth"],
    ],
    [
      "TLS settings without TLS",
      { cluster: { url: "http://c", tls: { serverName: "c" } } },
      ["cluster.tls: needs a url that begins with https"],
    ],
    [
      "a path instead of PEM text",
      { cluster: { url: "https://c", tls: { ca: "/etc/ca.pem" } } },
      ["cluster.tls.ca: must be PEM text; for a file give { file: path }"],
    ],
    [
      "a certificate without a key",
      { cluster: { url: "https://c", tls: { cert: { file: "a" } } } },
      ["cluster.tls.key: is missing: a client certificate needs cert and key"],
    ],
    [
      "a key without a certificate",
      { cluster: { url: "https://c", tls: { key: { file: "a" } } } },
      ["cluster.tls.cert: is missing: a client certificate needs cert and key"],
    ],
    [
      "a Service without its names",
      { cluster: { kubernetes: { service: "Not a name" } } },
      [
        "cluster.kubernetes.namespace: is required: the namespace's name in Kubernetes",
        "cluster.kubernetes.service: must be the service's name in Kubernetes",
      ],
    ],
    [
      "a string as the Service",
      { cluster: { kubernetes: "data/connect" } },
      ["cluster.kubernetes: must be a namespace and a service"],
    ],
    ...[0, 65_536, 1.5, "rest"].map((port): [string, Raw, string[]] => [
      `the Service's port ${port}`,
      { cluster: { kubernetes: { namespace: "data", service: "connect", port } } },
      ["cluster.kubernetes.port: must be the number of the Service's port"],
    ]),
    [
      "an empty context and a path as kubeconfig",
      {
        cluster: {
          kubernetes: { namespace: "d", service: "c", context: "", kubeconfig: "~/.kube/config" },
        },
      },
      [
        "cluster.kubernetes.context: must be the name of a context of the kubeconfig",
        "cluster.kubernetes.kubeconfig: must be a kubeconfig's text; for a file give { file: path }",
      ],
    ],
    [
      "TLS settings for a Service whose url does not say https",
      { cluster: { kubernetes: { namespace: "d", service: "c" }, tls: { serverName: "c" } } },
      ["cluster.tls: needs a url that begins with https"],
    ],
    [
      "masks that were copied from a server",
      { config: { "db.password": "********", pin: "[hidden]", it: "***" }, secretKeys: ["pin"] },
      ["db.password", "pin"].map(
        (key) =>
          `config["${key}"]: is a mask that a server shows instead of a secret, and it would become the secret. Give the real secret`,
      ),
    ],
    [
      "a missing class",
      { class: undefined },
      ["class: is required: the connector class, or its alias"],
    ],
    ["a blank class", { class: " " }, ["class: is required: the connector class, or its alias"]],
    [
      "a number as the class",
      { class: 5 },
      ["class: must be a string: the connector class, or its alias"],
    ],
    [
      "a text as the cluster",
      { cluster: "http://connect:8083" },
      ["cluster: must be a map: the endpoint of a Connect cluster"],
    ],
    ["an empty name", { name: "" }, ["name: must not be empty"]],
    ["a number as the name", { name: 5 }, ["name: must be a string"]],
    [
      "a list as the url",
      { cluster: { url: ["http://connect:8083"] } },
      ["cluster.url: must be a url such as https://connect.example.com:8083"],
    ],
    ...["dependsOn", "customTimeouts", "ignoreChanges"].map((key): [string, Raw, string[]] => [
      `the resource option ${key} among the arguments`,
      { [key]: [] },
      [`${key}: is a resource option of Pulumi, not an argument: give it with the options`],
    ]),
    [
      "a blank at the end of a name",
      { name: "a " },
      ["name: must not begin or end with a space: Connect removes it"],
    ],
    ...["a/b", "a%b", "a\\b", ".", ".."].map((name): [string, Raw, string[]] => [
      `the name ${name}`,
      { name },
      [
        "name: must not be `.` or `..`, nor contain `/`, `%` or `\\`: the REST API cannot address it",
      ],
    ]),
    [
      "a control character in a name",
      { name: "a\u0007b" },
      ["name: must not contain control characters"],
    ],
    [
      "half of a surrogate pair in a name",
      { name: "a\ud800b" },
      ["name: must not contain control characters"],
    ],
    ...[0, -1, 1.5, "x", "", true].map((tasksMax): [string, Raw, string[]] => [
      `tasksMax ${JSON.stringify(tasksMax)}`,
      { tasksMax },
      ["tasksMax: must be a whole number of at least 1"],
    ]),
    [
      "an unknown restart policy",
      { restartPolicy: { type: "Always" } },
      ["restartPolicy.type: must be one of OnFailure, Never"],
    ],
    [
      "a negative number of restarts",
      { restartPolicy: { maxRetry: -1 } },
      ["restartPolicy.maxRetry: must be a whole number of at least 0"],
    ],
    ["an unknown state", { state: "RUNNING" }, ["state: must be one of running, paused, stopped"]],
    ["an unknown waitFor", { waitFor: "all" }, ["waitFor: must be one of tasks, connector, none"]],
    ["a string as adopt", { adopt: "false" }, ["adopt: must be true or false"]],
    ["a number as validate", { validate: 0 }, ["validate: must be true or false"]],
    ["a string as ignoreKeys", { ignoreKeys: "a.*" }, ["ignoreKeys: must be a list of keys"]],
    [
      "restart triggers that are not a list",
      { restartTriggers: { a: 1 } },
      ["restartTriggers: must be a list of values"],
    ],
    [
      "offsets that are not a list",
      { offsets: 7 },
      ["offsets: must be a list of partitions and their offsets"],
    ],
    [
      "a resetOffsets that is not a boolean",
      { onDelete: { resetOffsets: "yes" } },
      ["onDelete.resetOffsets: must be true or false"],
    ],
    [
      "an invalid duration",
      { timeouts: { create: "10 minutes" } },
      ['customTimeouts.create: "10 minutes" is not a duration (for example "10m" or "90s")'],
    ],
    ["a list as the config", { config: ["a"] }, ["config: must be a map of keys and values"]],
    [
      "a map as a config value",
      { config: { topics: ["a", "b"] } },
      ['config["topics"]: must be a string, a number or a boolean'],
    ],
    [
      "null as a config value",
      { config: { topics: null } },
      ['config["topics"]: is null: give it a value, or leave out the key'],
    ],
    [
      "another name in the config",
      { config: { name: "b" } },
      ['config["name"]: contradicts the argument `name`: remove it from config'],
    ],
    [
      "another class in the config",
      { config: { "connector.class": "b" } },
      ['config["connector.class"]: contradicts the argument `class`: remove it from config'],
    ],
    [
      "another tasks.max in the config",
      { tasksMax: 2, config: { "tasks.max": 3 } },
      ['config["tasks.max"]: contradicts the argument `tasksMax`: remove it from config'],
    ],
  ];
  for (const [what, changes, failures] of refusals) {
    it(`refuses ${what}`, () => expect(failuresOf(changes)).to.deep.equal(failures));
  }

  it("reports all mistakes at once, each at its property", () => {
    const { failures } = canonicalise({ config: { a: {}, name: "x" }, tasksMax: 0, state: "on" });
    expect(failures.map(({ property }) => property)).to.deep.equal([
      "cluster",
      "name",
      "class",
      "tasksMax",
      'config["a"]',
      'config["name"]',
      "state",
    ]);
  });

  it("does not show credentials in a URL", () => {
    const { failures } = canonicalise({ ...minimal, cluster: { url: "http://me:hunter2@c" } });
    expect(JSON.stringify(failures)).to.not.include("hunter2");
  });

  describe("the length of a name, percent-encoded", () => {
    const TOO_LONG =
      "name: must not be longer than 7000 bytes when it is percent-encoded in a url: the REST API cannot address it";
    const names: [string, string, boolean][] = [
      ["7000 letters", "a".repeat(7_000), true],
      ["7001 letters", "a".repeat(7_001), false],
      ["9000 letters", "a".repeat(9_000), false],
      ["2333 spaces between letters", `a${" ".repeat(2_332)}b`, true],
      ["2334 spaces between letters", `a${" ".repeat(2_333)}b`, false],
      ["1166 umlauts", "ä".repeat(1_166), true],
      ["1167 umlauts", "ä".repeat(1_167), false],
      ["583 emojis", "😀".repeat(583), true],
      ["584 emojis", "😀".repeat(584), false],
    ];
    for (const [what, name, fits] of names) {
      it(`may ${fits ? "" : "not "}be ${what}`, () => {
        expect(failuresOf({ name })).to.deep.equal(fits ? [] : [TOO_LONG]);
      });
    }
  });
});
