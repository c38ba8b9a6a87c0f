/** `make proof` runs the whole of each matrix; `make test` one case of each kind. */
export const isProof = process.env["TEST_PROOF"] === "1";

type Declare = (title: string, body: Mocha.AsyncFunc) => void;

/** Declares a test: in `make test` only if it is the case that stands for its kind. */
export function itStandingFor(standsForItsKind: boolean): Declare {
  return (title, body) => {
    if (standsForItsKind || isProof) it(title, body);
  };
}

/** Declares a test of `make proof`. Another of its kind runs in `make test`. */
export const itInProof = itStandingFor(false);

/** Declares the tests of `make proof`. Others of their kind run in `make test`. */
export function describeInProof(title: string, body: (this: Mocha.Suite) => void): void {
  if (isProof) describe(title, body);
}
