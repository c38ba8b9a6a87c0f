import { expect } from "chai";
import * as lifecycle from "../../../provider/connector/lifecycle";
import { useFakeProcessLog } from "../../../testkit/fake-log";

describe("a preview of connectors behind Kubernetes", () => {
  const process_ = useFakeProcessLog();
  const kubeconfig = process.env["KUBECONFIG"];

  // On a busy machine, loading it takes longer than a preview waits.
  before(() => import("@kubernetes/client-node"));
  beforeEach(() => (process.env["KUBECONFIG"] = "/nowhere/kubeconfig"));
  afterEach(() => {
    if (kubeconfig === undefined) delete process.env["KUBECONFIG"];
    else process.env["KUBECONFIG"] = kubeconfig;
  });

  it("warns once for all of them if the kubeconfig cannot be read, and does not fail", async () => {
    const kubernetes = { namespace: "data", service: "connect" };
    const cluster = { url: "http://connect.data:8083", id: "unreadable-kubeconfig", kubernetes };
    for (const name of ["a", "b", "c"]) {
      const olds = { cluster, name, class: "Sink", config: { topics: "old" } };
      const news = { ...olds, config: { topics: "new" }, __preview: true };
      const { failures } = await lifecycle.check(olds as never, news);
      expect(failures).to.deep.equal([]);
    }
    const [warning, ...more] = process_.log.lines;
    expect(warning).to.contain("configs are not validated in this preview");
    expect(warning).to.contain("/nowhere/kubeconfig");
    expect(more).to.deep.equal([]);
  });
});
