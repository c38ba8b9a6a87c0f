import { expect } from "chai";
import { News } from "../../../provider/core/news";
import { FakeClock } from "../../../testkit/fake-clock";

describe("news", () => {
  const clock = new FakeClock(0, 0);

  it("is a text that was not printed in the last fifteen seconds", () => {
    const news = new News(clock);
    expect(news.isNew("rebalancing")).to.equal(true);
    clock.advance(14_999);
    expect(news.isNew("rebalancing")).to.equal(false);
    clock.advance(1);
    expect(news.isNew("rebalancing")).to.equal(true);
    expect(news.isNew("rebalancing")).to.equal(false);
  });

  it("is any other text at any time", () => {
    const news = new News(clock);
    expect(news.isNew("rebalancing")).to.equal(true);
    expect(news.isNew("did not answer")).to.equal(true);
  });
});
