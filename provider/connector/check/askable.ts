import { isKnown } from "../../core/unknown";
import type { DraftInputs, Inputs } from "../inputs";

/** Inputs with enough known values to ask Connect about them. */
export type Askable = DraftInputs & Pick<Inputs, "cluster" | "class">;

export function isAskable(inputs: DraftInputs): inputs is Askable {
  return isKnown(inputs.cluster) && isKnown(inputs.class);
}
