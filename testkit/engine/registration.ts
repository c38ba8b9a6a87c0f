import * as pulumi from "@pulumi/pulumi";

export interface Registration {
  readonly type: string;
  readonly name: string;
  /** As they go over the wire to the engine: secrets and unknown values still marked. */
  readonly inputs: Readonly<Record<string, unknown>>;
}

interface Monitor {
  registerResource(request: Request, callback: unknown): unknown;
}

interface Request {
  getType(): string;
  getName(): string;
  getObject(): { toJavaScript(): Record<string, unknown> };
}

/** The resources that a program registers, with a mock instead of the engine. */
export async function registrationOf(
  make: () => pulumi.Resource,
  mode: "up" | "preview" = "up",
): Promise<Registration> {
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ name, inputs }) => ({
      id: name,
      state: inputs as Record<string, unknown>,
    }),
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "project", "stack", mode === "preview");
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  const registered = new Promise<Registration>((resolve) => {
    monitor.registerResource = (request, callback) => {
      const inputs = request.getObject().toJavaScript();
      resolve({ type: request.getType(), name: request.getName(), inputs });
      return register(request, callback);
    };
  });
  make();
  return registered;
}

/** A secret value in the engine's wire format. */
export function onWireSecret(value: unknown): Record<string, unknown> {
  return { [pulumi.runtime.specialSigKey]: pulumi.runtime.specialSecretSig, value };
}

/** A value that is still unknown in a preview. */
export function unknownOutput<T>(): pulumi.Output<T> {
  const OutputClass = pulumi.Output as unknown as new (
    resources: Set<pulumi.Resource>,
    promise: Promise<unknown>,
    isKnown: Promise<boolean>,
    isSecret: Promise<boolean>,
    allResources: Promise<Set<pulumi.Resource>>,
  ) => pulumi.Output<T>;
  const none = new Set<pulumi.Resource>();
  const later = <V>(value: V) => Promise.resolve(value);
  return new OutputClass(none, later(undefined), later(false), later(false), later(none));
}
