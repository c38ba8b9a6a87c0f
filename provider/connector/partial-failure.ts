import { withoutUndefined } from "./outputs";

/**
 * The shape that the engine expects for a partial failure. The engine then keeps the resource in
 * the state, shows the reasons and plans an update for the next run. `properties` must contain the
 * inputs, including the provider's text.
 */
export class PartialFailure extends Error {
  readonly id: string;
  readonly properties: object;
  readonly reasons: readonly string[];

  constructor(id: string, properties: object, reasons: readonly string[]) {
    super(reasons.join("\n"));
    this.name = "PartialFailure";
    this.id = id;
    this.properties = withoutUndefined(properties);
    this.reasons = reasons;
  }
}
