import { expect } from "chai";
import { type Decision, Restarts } from "../../../provider/connector/restarts";

const PASSING = "java.net.ConnectException: Connection refused";
const LASTING = "org.apache.kafka.common.config.ConfigException: no";
const UNKNOWN = "org.example.Odd: at offset 1";
const parts = (...traces: string[]) =>
  traces.map((trace, id) => ({ part: `task ${id}`, workerId: "w1:8083", trace }));
const OFTEN = { type: "OnFailure", maxRetry: 3 } as const;

describe("restarts", () => {
  /** What is decided about these failures, each so many ms after the restart before. */
  function decisions(
    policy: ConstructorParameters<typeof Restarts>[0],
    ...failures: [string[], number][]
  ) {
    const restarts = new Restarts(policy);
    let now = 0;
    return failures.map(([traces, after]) => {
      now += after;
      const decision = restarts.decide(parts(...traces), now);
      restarts.restarted(parts(...traces), now);
      return decision;
    });
  }

  const cases: [string, [string[], number][], Decision[]][] = [
    [
      "a temporary failure as often as the policy says",
      [
        [[PASSING], 0],
        [[PASSING], 1],
        [[PASSING], 1],
        [[PASSING], 1],
      ],
      ["restart", "restart", "restart", "policy"],
    ],
    ["a permanent failure never", [[[LASTING], 0]], ["lasting"]],
    ["a permanent failure never, whatever else has failed", [[[PASSING, LASTING], 0]], ["lasting"]],
    [
      "the same unknown failure once",
      [
        [[UNKNOWN], 0],
        [["org.example.Odd: at offset 2"], 9_000],
      ],
      ["restart", "repeated"],
    ],
    [
      "an unknown failure again if it took a while",
      [
        [[UNKNOWN], 0],
        [[UNKNOWN], 11_000],
      ],
      ["restart", "restart"],
    ],
    [
      "a different failure again",
      [
        [[UNKNOWN], 0],
        [["org.example.Other: x"], 100],
      ],
      ["restart", "restart"],
    ],
    [
      "another task with the failure of the first",
      [
        [[UNKNOWN], 0],
        [["org.example.Other: x", UNKNOWN], 100],
      ],
      ["restart", "restart"],
    ],
  ];
  for (const [what, failures, expected] of cases) {
    it(`try ${what}`, () => expect(decisions(OFTEN, ...failures)).to.deep.equal(expected));
  }

  it("do not happen under the policy Never", () => {
    expect(decisions({ type: "Never", maxRetry: 10 }, [[PASSING], 0])).to.deep.equal(["policy"]);
  });

  it("are reported with the failure and the reason why there are no more", () => {
    const restarts = new Restarts(OFTEN);
    expect(restarts.explain("policy")).to.equal("");
    expect(restarts.explain("lasting")).to.equal(
      " (not restarted, because a restart cannot fix it)",
    );
    restarts.restarted([], 0);
    expect(restarts.explain("repeated")).to.equal(" (after 1 restart, the same failure again)");
    expect(restarts.explain("lasting")).to.equal(" (after 1 restart, which cannot fix it)");
    restarts.restarted([], 0);
    expect(restarts.explain("policy")).to.equal(" (after 2 restarts)");
  });
});
