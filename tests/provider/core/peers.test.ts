import { spawnSync } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as net from "node:net";
import { hostname, tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { Peers } from "../../../provider/core/peers";
import { thrownBy } from "../../../testkit/thrown";

describe("the processes of a run", () => {
  let folder: string;
  const RUN = "127.0.0.1:1";

  beforeEach(() => {
    folder = path.join(mkdtempSync(path.join(tmpdir(), "kafka-connect-peers-")), "own");
  });
  afterEach(() => rmSync(path.dirname(folder), { recursive: true }));

  const digest = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);

  /** The file that a killed process leaves behind. */
  function leave(pid: number, { host = hostname(), run = RUN, text = "" } = {}): string {
    const name = `${digest(host)}-${digest(run)}-${pid}-${randomUUID().slice(0, 8)}.json`;
    const port = 1; // Nothing listens there.
    writeFileSync(path.join(folder, name), text || JSON.stringify({ port, word: "any" }));
    return name;
  }

  const deadPid = () => spawnSync(process.execPath, ["--version"]).pid;

  it("answer each other, and no process of another run", async () => {
    const [one, two, other] = [RUN, RUN, "127.0.0.1:2"].map((run) => new Peers(run, folder));
    await one?.join((question) => ({ of: "one", question }));
    await two?.join((question) => ({ of: "two", question }));
    await other?.join(() => "of another run");
    expect(await one?.ask(["orders"])).to.deep.equal([{ of: "two", question: ["orders"] }]);
    expect(await other?.ask(["orders"])).to.deep.equal([]);
    expect(await new Peers(RUN, folder).ask("who")).to.have.length(2);
  });

  it("need no other process, and no folder before the first process", async () => {
    expect(await new Peers(RUN, folder).ask("orders")).to.deep.equal([]);
  });

  it("accept silence as an answer only if that process has ended", async () => {
    const peers = new Peers(RUN, folder);
    await peers.join(() => "mine");
    const pid = deadPid();
    leave(pid);
    leave(pid, { text: "{ half" });
    expect(await peers.ask("orders")).to.deep.equal([]);
    leave(process.pid);
    const { message } = await thrownBy(() => peers.ask("orders"));
    expect(message).to.equal(
      `process ${process.pid}, another provider of this run, does not answer`,
    );
  });

  it("do not accept the answer of another program on that port", async () => {
    const server = net.createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as net.AddressInfo;
      const peers = new Peers(RUN, folder);
      await peers.join(() => "mine");
      leave(deadPid(), { text: JSON.stringify({ port, word: "any" }) });
      expect(await peers.ask("orders")).to.deep.equal([]);
    } finally {
      server.close();
    }
  });

  it("answer only processes that know their token", async () => {
    await new Peers(RUN, folder).join(() => "a secret");
    const [name = ""] = readdirSync(folder);
    const { port } = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as { port: number };
    for (const line of [`{"word": "guessed"}`, "{}", "null", "GET / HTTP/1.1"]) {
      const socket = net.connect({ host: "127.0.0.1", port });
      let text = "";
      socket.on("data", (chunk) => (text += chunk.toString())).on("error", () => undefined);
      socket.write(`${line}\n`);
      await new Promise((resolve) => socket.once("close", resolve));
      expect(text, line).to.equal("");
    }
  });

  it("remove the file of a killed process, and none of a running one", async () => {
    await new Peers(RUN, folder).join(() => "first");
    const [first = ""] = readdirSync(folder);
    leave(deadPid());
    leave(deadPid(), { run: "127.0.0.1:2" });
    const away = leave(deadPid(), { host: "another machine that shares the folder" });
    await new Peers("127.0.0.1:3", folder).join(() => "second");
    const left = readdirSync(folder);
    expect(left).to.have.length(3).and.include.members([first, away]);
  });

  it("do not use a folder that others can enter", async function () {
    if (process.platform === "win32") this.skip();
    const peers = new Peers(RUN, folder);
    await peers.join(() => "mine");
    chmodSync(folder, 0o755);
    const { message } = await thrownBy(() => new Peers(RUN, folder).join(() => "theirs"));
    expect(message).to.equal(`${folder} belongs to, or is open to, another user`);
    expect(await peers.ask("orders")).to.deep.equal([]);
  });
});
