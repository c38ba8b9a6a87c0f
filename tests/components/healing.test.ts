import { gunzipSync } from "node:zlib";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { HealingArgs } from "../../components/healing-args";
import { checkedPolicies, policyKey } from "../../components/restart-policy";
import { Connector, type RestartPolicyArgs } from "../../index";
import {
  type Container,
  Program,
  type Registered,
  TYPES,
  valueOf,
} from "../../testkit/kubernetes/connect-cluster";
import { thrownBy } from "../../testkit/thrown";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const PATCH = "kubernetes:core/v1:ConfigMapPatch";

interface Pod {
  readonly containers: (Container & { readonly command: string[]; readonly resources: object })[];
  readonly volumes: ({ readonly name: string } & Record<string, unknown>)[];
  readonly [key: string]: unknown;
}

interface Deployment {
  readonly metadata: object;
  readonly spec: {
    readonly template: {
      readonly metadata: { readonly labels: object; readonly annotations: Record<string, string> };
      readonly spec: Pod;
    };
    readonly [key: string]: unknown;
  };
}

const deployed = (program: Program) => program.one(DEPLOYMENT).inputs as unknown as Deployment;
const agent = (program: Program) => {
  const [container] = deployed(program).spec.template.spec.containers;
  if (container === undefined) throw new Error("no container");
  return container;
};
const options = (program: Program) =>
  JSON.parse(agent(program).env?.[0]?.value ?? "{}") as Record<string, unknown>;
const heal = (healing: HealingArgs = {}) => Program.run({ healing });

describe("ConnectCluster: the healing agent", () => {
  it("is one pod without rights, under restricted Pod Security", async () => {
    const { spec } = deployed(await heal());
    expect(spec).to.deep.include({ strategy: { type: "Recreate" } });
    // A user who scales it to zero for a while must not cause a field conflict.
    expect(spec).to.not.have.property("replicas");
    const pod = spec.template.spec;
    expect(pod.automountServiceAccountToken).to.equal(false);
    expect(pod.securityContext).to.deep.equal({
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(pod.containers[0]?.securityContext).to.deep.equal({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("has no label that the workers' Services and budget select", async () => {
    const program = await heal();
    const { labels } = deployed(program).spec.template.metadata;
    const { selector } = program.one(TYPES.service, "connect").inputs.spec as { selector: object };
    expect(labels).to.not.deep.include(selector);
  });

  it("runs the package's own bundle on any image with Node", async () => {
    const program = await heal({ image: "example/node:1" });
    const { binaryData } = program.one(TYPES.configMap, "connect-healing").inputs as {
      binaryData: Record<string, string>;
    };
    const script = gunzipSync(Buffer.from(binaryData["agent.js.gz"] ?? "", "base64"));
    expect(script.toString()).to.contain("HEALING_OPTIONS");
    expect(script.length).to.be.below(200_000);
    expect(agent(program).image).to.equal("example/node:1");
    expect(agent(program).command.slice(0, 2)).to.deep.equal(["node", "-e"]);
  });

  it("calls the Service, and uses the agent's default schedule if the program sets none", async () => {
    expect(options(await heal())).to.deep.include({
      endpoint: { url: "http://connect.default.svc:8083" },
      schedule: {},
      policy: {},
      serve: { port: 8085 },
    });
    const changed = await heal({
      pollInterval: 5,
      firstWait: "1s",
      longestWait: "1m",
      stableTime: "120s",
      restartsPerMinute: 7,
      restartPolicy: { type: "Never" },
    });
    expect(options(changed)).to.deep.include({
      schedule: {
        pollMs: 5_000,
        firstWaitMs: 1_000,
        longestWaitMs: 60_000,
        stableMs: 120_000,
        restartsPerMinute: 7,
      },
      policy: { type: "Never" },
    });
  });

  it("reads the REST API's password from its Secret", async () => {
    const basicAuth = { secretRef: "rest", username: "u", password: "hunter2" };
    const program = await Program.run({ healing: {}, basicAuth });
    expect(options(program).endpoint).to.deep.equal({
      url: "http://connect.default.svc:8083",
      basicAuth: {
        username: { file: "/mnt/rest-auth/username" },
        password: { file: "/mnt/rest-auth/password" },
      },
    });
    expect(JSON.stringify(deployed(program))).to.not.contain("hunter2");
    const { volumes } = deployed(program).spec.template.spec;
    expect(volumes.find(({ name }) => name === "rest-auth")?.secret).to.deep.include({
      secretName: "rest",
    });
  });

  it("calls workers with a certificate by the name in it, and trusts a CA that is given as a value", async () => {
    const tls = { secretRef: "rest-tls", ca: "PEM", serverName: "connect.example.com" };
    const program = await Program.run({ healing: {}, tls });
    expect(options(program).endpoint).to.deep.equal({
      url: "https://connect.default.svc:8083",
      headers: { Host: "connect.example.com" },
      tls: { serverName: "connect.example.com", ca: "PEM" },
    });
    const file = await Program.run({ healing: {}, tls: { ...tls, ca: { file: "/ca.pem" } } });
    expect(options(file).endpoint).to.not.have.nested.property("tls.ca");
  });

  it("does not change the workers: their pods are the same without it", async () => {
    const [with_, without] = [await heal(), await Program.run({ healing: false })];
    expect(with_.statefulSet).to.deep.equal(without.statefulSet);
    expect(without.of(DEPLOYMENT)).to.deep.equal([]);
    expect(without.of(TYPES.configMap)).to.have.length(1);
  });
});

describe("ConnectCluster: the restart policy of a connector", () => {
  async function patches(healing: HealingArgs | false, name = "orders"): Promise<Registered[]> {
    const program = await Program.run({ healing });
    const cluster = program.cluster;
    const connector = new Connector("orders", {
      cluster,
      name,
      class: "C",
      restartPolicy: { maxRetry: 3 },
    });
    const plain = new Connector("plain", { cluster, class: "C" });
    await Promise.all([connector, plain].map(({ urn }) => valueOf(urn)));
    return program.of(PATCH);
  }

  it("is one key of the agent's ConfigMap, and not part of the connector", async () => {
    const [patch, ...more] = await patches({});
    expect(more).to.deep.equal([]);
    expect(patch?.name).to.equal("orders-restart-policy");
    expect(patch?.inputs).to.deep.include({
      metadata: { namespace: "default", name: "connect-restart-policies" },
      data: { orders: '{"name":"orders","type":"OnFailure","maxRetry":3}' },
    });
  });

  it("can be an argument of the cluster, for a connector that another program declares", async () => {
    const policies = async (healing: HealingArgs) =>
      (await Program.run({ healing })).one(TYPES.configMap, "connect-restart-policies").inputs;
    const given = await policies({ restartPolicies: { orders: { type: "Never" } } });
    expect(given.data).to.deep.equal({ orders: '{"name":"orders","type":"Never","maxRetry":10}' });
    expect(await policies({})).to.not.have.property("data");
  });

  const wrong: [what: string, policy: object, message: RegExp][] = [
    [
      "a misspelt part",
      { typ: "Never" },
      /healing\.restartPolicies\.orders\.typ: is not an argument.*type/,
    ],
    [
      "an unknown type",
      { type: "Always" },
      /healing\.restartPolicies\["orders"\]: type must be OnFailure or Never/,
    ],
    [
      "a fraction",
      { maxRetry: 1.5 },
      /\["orders"\]: maxRetry must be a whole number of at least 0/,
    ],
  ];
  for (const [what, policy, message] of wrong) {
    it(`refuses an argument of the cluster with ${what} that is known only later`, async () => {
      const policies = pulumi.output<Record<string, RestartPolicyArgs>>({ orders: policy });
      const checked = checkedPolicies('ConnectCluster "connect"', policies);
      const error = await thrownBy(() => valueOf(checked));
      expect(error.message).to.match(message);
    });
  }

  it("accepts a number that is a string, as config files have it", async () => {
    const restartPolicies = { orders: { maxRetry: "3" as unknown as number } };
    const program = await Program.run({ healing: { restartPolicies } });
    const { inputs } = program.one(TYPES.configMap, "connect-restart-policies");
    expect(inputs.data).to.deep.equal({
      orders: '{"name":"orders","type":"OnFailure","maxRetry":3}',
    });
  });

  it("is refused without the agent", async () => {
    expect(await patches(false)).to.deep.equal([]);
  });

  it("has a valid ConfigMap key, whatever the connector's name", () => {
    expect(policyKey("s3-source_1.a")).to.equal("s3-source_1.a");
    for (const name of ["a b", "ü", ".hidden", "..", "x".repeat(254)]) {
      expect(policyKey(name)).to.match(/^sha256-[0-9a-f]{64}$/);
    }
  });
});
