import { expect } from "chai";
import fc from "fast-check";
import { UserError } from "../../../provider/connect/explain";
import * as lifecycle from "../../../provider/connector/lifecycle";
import type { Outputs, Props } from "../../../provider/connector/outputs";
import { PartialFailure } from "../../../provider/connector/partial-failure";
import { useFakeProcessLog } from "../../../testkit/fake-log";
import { useLifecycle } from "../../../testkit/connectors/lifecycle";

const statuses = [
  200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409,
  410, 413, 414, 415, 418, 421, 422, 423, 425, 426, 429, 431, 451, 499, 500, 501, 502, 503, 504,
  505, 507, 511, 520, 522, 525, 530, 599,
];
const types = ["application/json", "text/html", "text/plain", "application/octet-stream", ""];
const bodies = [
  "",
  " ",
  "null",
  "true",
  "7",
  '"ok"',
  "[]",
  "[null]",
  '["orders"]',
  "{}",
  '{"status":"ok"}',
  '{"orders":null}',
  '{"orders":{}}',
  '{"orders":{"info":[],"status":"RUNNING"}}',
  '{"name":"orders"}',
  '{"name":"orders","config":null,"tasks":{},"type":7}',
  '{"message":"no Route matched with those values"}',
  '{"error_code":"500","message":"text"}',
  '{"error_code":500,"message":"java.lang.NullPointerException"}',
  '{"error_code":409,"message":"Cannot complete request because of a conflicting operation"}',
  '{"error":{"code":401}}',
  '{"configs":[null]}',
  '{"a":',
  "<html><h1>Bad Gateway</h1></html>",
  "<html>Sign in<form></form></html>",
  "default backend - 404",
  "no healthy upstream",
  "User cannot access the resource.",
  "\u0000\ufffd",
];
const operations = ["check", "create", "read", "update", "delete"] as const;

describe("any answer that is not from Kafka Connect", function () {
  this.timeout(120_000);
  const { use, inputsOf } = useLifecycle();
  const process_ = useFakeProcessLog();
  let runs = 0;

  interface Answer {
    readonly status: number;
    readonly type: string;
    readonly body: string;
  }
  type Operation = (typeof operations)[number];

  function perform(operation: Operation): Promise<unknown> {
    // A cluster of its own for each run: none is spared the patience that another has used up.
    const cluster = { url: use.server.url, id: `run-${runs++}` };
    const inputs = inputsOf({ cluster, config: { topic: "orders" } });
    const outputs = {
      ...inputs,
      connectorName: "orders",
      clusterId: cluster.id,
      type: "source",
    } as unknown as Props<Outputs>;
    const changed = { ...inputs, config: { topic: "others" } };
    switch (operation) {
      case "check":
        return lifecycle.check({}, { ...inputs, __preview: true });
      case "create":
        return lifecycle.create(inputs);
      case "read":
        return lifecycle.read("orders", outputs);
      case "update":
        return lifecycle.update("orders", outputs, changed);
      case "delete":
        return lifecycle.delete("orders", outputs);
    }
  }

  /** The text that a user sees. */
  async function messagesOf(operation: Operation): Promise<readonly string[]> {
    process_.log.lines.length = 0;
    try {
      const done = await perform(operation);
      if (operation !== "check") throw new Error(`${operation} succeeded: ${JSON.stringify(done)}`);
      const { failures } = done as { failures: { reason: string }[] };
      return [...failures.map(({ reason }) => reason), ...process_.log.lines];
    } catch (error) {
      if (error instanceof PartialFailure) {
        expect(error.id).to.equal("orders");
        return error.reasons;
      }
      if (error instanceof UserError) return [error.message];
      throw error;
    }
  }

  it("fails each operation with a readable message, and nothing is lost from the state", async () => {
    const answers: fc.Arbitrary<Answer> = fc.record({
      status: fc.constantFrom(...statuses),
      type: fc.constantFrom(...types),
      body: fc.constantFrom(...bodies),
    });
    await fc.assert(
      fc.asyncProperty(answers, fc.constantFrom(...operations), async (answer, operation) => {
        use.server.always((response) => {
          const headers = answer.type === "" ? {} : { "Content-Type": answer.type };
          response.writeHead(answer.status, headers).end(answer.body);
        });
        const messages = await messagesOf(operation);
        expect(messages).to.not.deep.equal([]);
        for (const message of messages) {
          expect(message).to.not.match(/report it|TypeError|undefined|\[object/);
          if (!message.startsWith("progress: "))
            expect(message).to.match(/([.?]|until this is fixed)$/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("does not count as proof that a connector does not exist", async () => {
    for (const status of [200, 204, 404, 503]) {
      for (const body of ['{"message":"Connector orders not found"}', "", "<html/>"]) {
        use.server.always((response) => void response.writeHead(status).end(body));
        for (const operation of ["read", "delete"] as const) {
          expect(await messagesOf(operation), `${status} ${body}`).to.have.length(1);
        }
      }
    }
  });

  it("differs from Kafka Connect's own 404, which is such a proof", async () => {
    const gone = '{"error_code":404,"message":"Connector orders not found"}';
    use.server.always((response) => void response.writeHead(404).end(gone));
    expect(await perform("delete")).to.equal(undefined);
  });
});
