type Stream = Pick<NodeJS.WriteStream, "write">;

/** What is written to streams from now on; it still goes where it went. */
export class Printed {
  text = "";
  /** False while something is told that compares values, as a failed assertion does. */
  listens = true;

  constructor(...streams: readonly Stream[]) {
    for (const stream of streams) {
      const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
      stream.write = (...args: unknown[]) => {
        if (this.listens) this.text += String(args[0]);
        return write(...args);
      };
    }
  }

  /** Says something that is not searched. */
  aside(say: () => void): void {
    const before = this.listens;
    this.listens = false;
    say();
    this.listens = before;
  }
}
