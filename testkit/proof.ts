/** `make proof` runs the whole of each matrix; `make test` one case of each kind. */
export const isProof = process.env["TEST_PROOF"] === "1";
