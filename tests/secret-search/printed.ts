type Stream = Pick<NodeJS.WriteStream, "write">;

/** Records everything that is written to streams from now on, and still writes it there. */
export class Printed {
  text = "";
  /** False while text is printed that compares values, such as a failed assertion. */
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

  /** Prints text that is not searched. */
  aside(say: () => void): void {
    const before = this.listens;
    this.listens = false;
    say();
    this.listens = before;
  }
}
