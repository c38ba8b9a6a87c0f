/** The command's exit codes. They are documented in docs/cli.md: never renumber them. */
export const EXIT = {
  ok: 0,
  /** Something has failed or is not as declared, or the operation did not succeed. */
  failed: 1,
  usage: 2,
  /** Kafka Connect does not answer, or refuses access. */
  unreachable: 3,
  /** The connector or task does not exist. */
  notFound: 4,
  /** Pulumi cannot read the stack. */
  stack: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command. The user sees only its text, which has no secret but has the next step. */
export class CliError extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CliError";
    this.code = code;
  }
}
