import { expect } from "chai";
import { SlowValidations } from "../../../provider/connect/slow-validations";
import { ConnectError } from "../../../provider/core/errors";
import { FakeClock } from "../../../testkit/fake-clock";

describe("validations that get no answer", () => {
  const silent = (waits: number[], clock: FakeClock) => async (timeoutMs: number) => {
    waits.push(timeoutMs);
    await clock.sleep(timeoutMs);
    throw new ConnectError("unanswered", "PUT /validate", "no answer", undefined, {
      timedOut: true,
    });
  };

  it("are waited for 30 s once for a class, however many connectors it has", async () => {
    const [clock, waits]: [FakeClock, number[]] = [new FakeClock(), []];
    const slow = new SlowValidations(clock);
    for (let i = 0; i < 40; i++) {
      const asked = slow.ask("org.example.Jdbc", silent(waits, clock));
      expect(await asked.catch((error: unknown) => error)).to.be.instanceOf(ConnectError);
    }
    expect(waits).to.deep.equal([30_000]);
  });

  it("leave a second each to other classes, whose quicker answers still count", async () => {
    const [clock, waits]: [FakeClock, number[]] = [new FakeClock(), []];
    const slow = new SlowValidations(clock);
    for (const one of ["Jdbc", "Mongo", "Redis"]) {
      await slow.ask(one, silent(waits, clock)).catch(() => undefined);
    }
    expect(waits).to.deep.equal([30_000, 1_000, 1_000]);
    expect(await slow.ask("File", () => Promise.resolve("valid"))).to.equal("valid");
  });

  it("are not confused with refusals, after which each connector is validated", async () => {
    const slow = new SlowValidations(new FakeClock());
    const refused = () => Promise.reject(new ConnectError("invalid", "PUT /validate", "no", 400));
    await slow.ask("Jdbc", refused).catch(() => undefined);
    expect(await slow.ask("Jdbc", () => Promise.resolve("valid"))).to.equal("valid");
  });
});
