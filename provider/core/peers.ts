/**
 * The other processes of one run. The engine starts one for each provider of a stack and gives each its
 * own address, but does not introduce them to each other. So each process leaves its port in a folder
 * that only this user can open, with a secret word that a question must contain.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import * as net from "node:net";
import { hostname, tmpdir } from "node:os";
import * as path from "node:path";

export type Answer = (question: unknown) => unknown;

interface Entry {
  readonly port: number;
  readonly word: string;
}

const LOOPBACK = "127.0.0.1";
/** Longer than a busy process takes: an answer needs no call to anything else. */
const SILENCE_MS = 30_000;
/** What another machine has left in a shared folder. */
const LEFTOVER_MS = 24 * 60 * 60_000;
const LONGEST = 1_000_000;

/** For each user: on Windows, the folder of temporary files is the user's own. */
function folderOfUser(): string {
  return path.join(tmpdir(), `pulumi-kafka-connect-${process.getuid?.() ?? "run"}`);
}

export class Peers {
  readonly engineAddress: string;
  readonly #folder: string;
  readonly #run: string;
  #joined: Promise<void> | undefined;
  #own: string | undefined;

  /** Processes with the same address belong to the same run. */
  constructor(engineAddress: string, folder = folderOfUser()) {
    this.engineAddress = engineAddress;
    this.#folder = folder;
    this.#run = `${digest(hostname())}-${digest(engineAddress)}`;
  }

  /** From now on the others find this process. */
  join(answer: Answer): Promise<void> {
    this.#joined ??= this.#join(answer);
    return this.#joined;
  }

  async #join(answer: Answer): Promise<void> {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    if (!isPrivate(this.#folder)) {
      throw new Error(`${this.#folder} belongs to, or is open to, another user`);
    }
    removeLeftovers(this.#folder);
    const word = randomBytes(32).toString("hex");
    const port = await listen(word, answer);
    this.#own = `${this.#run}-${process.pid}-${randomBytes(4).toString("hex")}.json`;
    const file = path.join(this.#folder, this.#own);
    // Whoever lists the folder finds it whole.
    writeFileSync(`${file}.new`, JSON.stringify({ port, word }), { mode: 0o600, flag: "wx" });
    renameSync(`${file}.new`, file);
    process.once("exit", () => rmSync(file, { force: true }));
  }

  /** The answers of all others. Throws if one is alive and does not answer. */
  async ask(question: unknown): Promise<unknown[]> {
    const answers = await Promise.all(
      this.#others().map(async (name) => {
        const entry = entryIn(path.join(this.#folder, name));
        const answer = entry === undefined ? undefined : await askOne(entry, question);
        if (answer === undefined && isAlive(pidIn(name))) {
          throw new Error(`process ${pidIn(name)}, another provider of this run, does not answer`);
        }
        return answer;
      }),
    );
    return answers.filter((answer) => answer !== undefined);
  }

  #others(): string[] {
    if (!isPrivate(this.#folder)) return [];
    return readdirSync(this.#folder).filter(
      (name) => name.startsWith(`${this.#run}-`) && name.endsWith(".json") && name !== this.#own,
    );
  }
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

function isPrivate(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (found?.isDirectory() !== true) return false;
  const { getuid } = process;
  return getuid === undefined || (found.uid === getuid() && (found.mode & 0o077) === 0);
}

/** Undefined when its process has ended meanwhile. */
function entryIn(file: string): Entry | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Entry;
  } catch {
    return undefined;
  }
}

/** The engine kills its providers, so they leave their entries behind. */
function removeLeftovers(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const here = name.startsWith(`${digest(hostname())}-`);
    const stat = lstatSync(file, { throwIfNoEntry: false });
    const isOld = stat !== undefined && Date.now() - stat.mtimeMs > LEFTOVER_MS;
    if (here ? !isAlive(pidIn(name)) : isOld) rmSync(file, { force: true });
  }
}

function pidIn(name: string): number {
  return Number(name.split("-")[2]);
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Gives the port. */
function listen(word: string, answer: Answer): Promise<number> {
  const server = net.createServer((socket) => {
    collect(socket, (line) => {
      const asked = JSON.parse(line) as { word?: unknown; question?: unknown };
      if (asked.word === word) {
        socket.end(`${JSON.stringify({ answer: answer(asked.question) })}\n`);
      } else {
        socket.destroy();
      }
    });
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, LOOPBACK, () => {
      server.unref();
      resolve((server.address() as net.AddressInfo).port);
    });
  });
}

/** Undefined when no answer comes. */
function askOne({ port, word }: Entry, question: unknown): Promise<unknown> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: LOOPBACK, port });
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.once("close", () => resolve(undefined));
    collect(socket, (line) => resolve((JSON.parse(line) as { answer?: unknown }).answer));
    socket.write(`${JSON.stringify({ word, question })}\n`);
  });
}

/** The first line. What is no JSON comes from another program. */
function collect(socket: net.Socket, done: (line: string) => void): void {
  let text = "";
  socket.setEncoding("utf8");
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: string) => {
    text += chunk;
    const end = text.indexOf("\n");
    try {
      if (end >= 0) done(text.slice(0, end));
      else if (text.length > LONGEST) socket.destroy();
    } catch {
      socket.destroy();
    }
  });
}
