import { expect } from "chai";
import { scaleRefusal } from "../../../provider/workers/scaled";

const declared = { namespace: "data", name: "connect", replicas: 3 };

describe("a number of workers that others have set", () => {
  afterEach(() => delete process.env["PULUMI_K8S_ENABLE_PATCH_FORCE"]);

  it("is refused with the field manager and each alternative", () => {
    const reason = scaleRefusal(declared, { replicas: 5, manager: "kubectl" }) ?? "";
    expect(reason).to.contain('"connect" in the namespace data has 5, and the program says 3');
    expect(reason).to.contain('The field manager "kubectl" has set the number');
    expect(reason).to.contain("set autoscaled: true").and.to.contain("set replicas: 5");
    expect(reason).to.contain("run `PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up` once");
    expect(reason).to.not.contain("Autoscaler");
  });

  it("cannot be reclaimed from an active autoscaler", () => {
    const found = { replicas: 5, manager: "kube-controller-manager" };
    expect(scaleRefusal(declared, found)).to.contain("delete the HorizontalPodAutoscaler and run");
  });

  it("is no conflict if it equals the program's or nobody else set it", () => {
    expect(scaleRefusal(declared, { replicas: 3, manager: "kubectl" })).to.equal(undefined);
    expect(scaleRefusal(declared, undefined)).to.equal(undefined);
  });

  it("is reclaimed if Pulumi's provider is configured to do so", () => {
    process.env["PULUMI_K8S_ENABLE_PATCH_FORCE"] = "true";
    expect(scaleRefusal(declared, { replicas: 5, manager: "kubectl" })).to.equal(undefined);
  });
});
