import { createHash } from "node:crypto";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";

/** An entry, as hostile as it may be: nothing of it is looked at. */
export interface Entry {
  readonly name: string;
  readonly content?: string | Buffer;
  /** Default: 0644. */
  readonly mode?: number;
  /** Default: a file. */
  readonly kind?: "file" | "folder" | "link" | "hard link" | "device" | "pipe";
  /** What a link leads to. */
  readonly target?: string;
  /** What a zip says about the size, when it lies. */
  readonly claimedSize?: number;
}

export function sha512(content: Buffer): string {
  return createHash("sha512").update(content).digest("hex");
}

const TAR_TYPES = {
  file: "0",
  "hard link": "1",
  link: "2",
  device: "3",
  folder: "5",
  pipe: "6",
} as const;

export function tar(entries: readonly Entry[]): Buffer {
  const parts = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content ?? "");
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return [tarHeader(entry, content.length), content, padding];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

export function tgz(entries: readonly Entry[]): Buffer {
  return gzipSync(tar(entries));
}

function tarHeader({ name, kind = "file", mode = 0o644, target = "" }: Entry, size: number) {
  const header = Buffer.alloc(512);
  const octal = (value: number, at: number, width: number) =>
    header.write(value.toString(8).padStart(width - 1, "0"), at);
  header.write(name, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  header.write(TAR_TYPES[kind], 156);
  header.write(target, 157, 100);
  header.write("ustar\x0000", 257);
  octal(0, 329, 8);
  octal(0, 337, 8);
  header.fill(" ", 148, 156);
  octal(
    header.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return header;
}

const UNIX_TYPES = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

export function zip(entries: readonly Entry[]): Buffer {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const kind = entry.kind ?? "file";
    if (!(kind in UNIX_TYPES)) throw new Error(`a zip knows no ${kind}`);
    const type = UNIX_TYPES[kind as keyof typeof UNIX_TYPES];
    const content = Buffer.from(kind === "link" ? (entry.target ?? "") : (entry.content ?? ""));
    const packed = deflateRawSync(content);
    const name = Buffer.from(entry.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(33, 8); // The first day of 1980.
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(entry.claimedSize ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, packed]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((type | (entry.mode ?? 0o644)) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x03"), common, rest, name);
    files.push(local);
    offset += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(index.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...files, index, Buffer.from("PK\x05\x06"), end]);
}
