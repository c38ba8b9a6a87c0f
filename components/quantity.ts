const FACTORS: Readonly<Record<string, number>> = {
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** The bytes of a Kubernetes quantity such as `4G` or `512Mi`. */
export function quantityBytes(property: string, quantity: string): number {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([a-zA-Z]*)$/.exec(quantity) ?? [];
  const factor = Object.hasOwn(FACTORS, unit) ? FACTORS[unit] : undefined;
  if (amount === undefined || factor === undefined) {
    throw new Error(`${property}: "${quantity}" is not a quantity (for example 4G or 512Mi)`);
  }
  return Math.floor(Number(amount) * factor);
}
