/** The command's exit codes. Documented in docs/cli.md: never renumber. */
export const EXIT = {
  ok: 0,
  /** Something is failed or not as declared, or what was asked for did not succeed. */
  failed: 1,
  usage: 2,
  /** No answer of Kafka Connect's, or it does not let us in. */
  unreachable: 3,
  /** There is no such connector or task. */
  notFound: 4,
  /** Pulumi does not give the stack. */
  stack: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends the command. Its text is all that the user sees: no secret, and what to do next. */
export class CliError extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CliError";
    this.code = code;
  }
}
