/**
 * Converts the arguments of a component to the structure that its class reads. The structure must
 * be known when it is constructed, while values inside may be Outputs. Programs in other languages
 * may pass any argument as an Output, or mark a whole argument as secret, which makes each of its
 * values secret.
 */
import * as pulumi from "@pulumi/pulumi";
import { isMap, type Raw, refuseUnknown } from "../provider/core/values";

/** A type of the schema. */
export interface Type {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Type;
  readonly additionalProperties?: Type;
  readonly oneOf?: readonly Type[];
  /** A value that is not an Output. */
  readonly plain?: boolean;
}

type Properties = Readonly<Record<string, Type>>;
export type Types = Readonly<Record<string, { readonly properties?: Properties }>>;

/** The Output around a value, if there is one. */
interface Around {
  /** Whether its value is known. */
  readonly known: boolean;
  readonly secret: boolean;
  /** A value inside an Output, with the Output's properties. */
  value(inside: unknown): unknown;
}

const NOTHING: Around = { known: true, secret: false, value: (inside) => inside };

/** Fails at the first argument that has another structure. The error begins with its path. */
export function structured(inputs: Raw, properties: Properties, types: Types): Promise<Raw> {
  return parts(inputs, properties, "", NOTHING);

  async function part(given: unknown, type: Type, path: string, around: Around): Promise<unknown> {
    if (type.plain !== true) return around.value(given);
    if (pulumi.Output.isInstance(given)) {
      const [value, inner] = await opened(given);
      if (!inner.known) throw notKnown(path);
      return part(value, type, path, inner);
    }
    if (pulumi.isUnknown(given)) throw notKnown(path);
    const properties = propertiesOf(type);
    const { items, additionalProperties: each } = type;
    if (Array.isArray(given) && items !== undefined) {
      return Promise.all(given.map((one, i) => part(one, items, `${path}[${i}]`, around)));
    }
    if (isMap(given) && properties !== undefined) return parts(given, properties, path, around);
    if (isMap(given) && each !== undefined) {
      return mapped(given, (key, one) => part(one, each, `${path}.${key}`, around));
    }
    if (items !== undefined) throw new Error(`${path}: must be a list`);
    const isMapOnly = each !== undefined || (properties !== undefined && type.oneOf === undefined);
    if (isMapOnly) throw new Error(`${path}: must be a map`);
    if (around.secret) throw new Error(`${path}: must not be a secret`);
    return given;
  }

  function parts(given: Raw, properties: Properties, path: string, around: Around): Promise<Raw> {
    refuseUnknown(path, given, properties, (property, reason) => {
      throw new Error(`${property}: ${reason}`);
    });
    const at = (key: string) => (path === "" ? key : `${path}.${key}`);
    return mapped(given, (key, one) => part(one, properties[key] ?? {}, at(key), around));
  }

  /** The properties of the map among the alternatives, if there is one. */
  function propertiesOf({ $ref, oneOf = [] }: Type): Properties | undefined {
    const own = types[($ref ?? "").replace("#/types/", "")]?.properties;
    return own ?? oneOf.map(propertiesOf).find((found) => found !== undefined);
  }
}

function notKnown(path: string): Error {
  return new Error(
    `${path}: is not known before \`pulumi up\`, and it decides which resources there are: ` +
      "give it in the program itself",
  );
}

async function mapped(
  given: Raw,
  change: (key: string, one: unknown) => Promise<unknown>,
): Promise<Raw> {
  const all = Object.entries(given).filter(([, one]) => one !== undefined && one !== null);
  return Object.fromEntries(
    await Promise.all(all.map(async ([key, one]) => [key, await change(key, one)] as const)),
  );
}

/** Properties of an Output that the SDK does not declare. */
interface Inside {
  readonly isKnown: Promise<boolean>;
  promise(withUnknowns: boolean): Promise<unknown>;
}

async function opened(output: pulumi.Output<unknown>): Promise<[unknown, Around]> {
  const inside = output as unknown as Inside;
  const [value, isKnown, secret] = await Promise.all([
    inside.promise(true),
    inside.isKnown,
    pulumi.isSecret(output),
  ]);
  const within = (one: unknown): unknown => {
    if (isKnown) return output.apply(() => one);
    return secret ? pulumi.secret(one) : one;
  };
  return [value, { secret, known: isKnown || value !== undefined, value: within }];
}
