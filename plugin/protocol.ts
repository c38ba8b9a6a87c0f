/** The calls of the engine's protocol, `pulumirpc.ResourceProvider`. */
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { cancelWaits } from "../provider/core/clock";
import { PLUGIN } from "../provider/core/resource-types";
import type { Failure, Raw } from "../provider/core/values";
import { configuredCluster } from "../provider/endpoint/provider-cluster";
import { answering, struct, valuesIn } from "./answer";
import { checkConfiguration } from "./configuration";
import { connectorResource } from "./connector";
import { partsOfSets } from "./connector-set";
import type { Difference } from "./differences";
import { propertyOf } from "./differences";
import { callFunction } from "./functions";
import { helpers } from "./helper";
import type { Change, Resource } from "./resource";
import schema from "./schema.json";

const { DiffResponse, PropertyDiff } = messages;

type Configured = ReturnType<typeof configuredCluster>;

let configured: Configured;
let resources = resourcesOf(undefined);

/** The resources by type. */
function resourcesOf(cluster: Configured): Readonly<Record<string, Resource>> {
  return { ...helpers, ...partsOfSets(cluster), Connector: connectorResource(cluster) };
}

/** The resource that a request is about. */
function resourceOf(urn: string): { resource: Resource; name: string } {
  const [, , types = "", ...name] = urn.split("::");
  const type = types.split("$").at(-1) ?? "";
  const of = type.startsWith(`${PLUGIN}:`) ? type.slice(PLUGIN.length + 1) : "";
  const resource = Object.hasOwn(resources, of) ? resources[of] : undefined;
  if (resource === undefined)
    throw new Error(`there is no resource type ${type} in ${schema.name}`);
  return { resource, name: name.join("::") };
}

export const calls = {
  handshake: answering(() => {
    const response = new messages.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setAcceptOutputs(true); // Lets components receive arguments that contain unknown values.
    return response;
  }),

  getPluginInfo: answering(() => {
    const info = new PluginInfo();
    info.setVersion(schema.version);
    return info;
  }),

  getSchema: answering(() => {
    const response = new messages.GetSchemaResponse();
    response.setSchema(JSON.stringify(schema));
    return response;
  }),

  checkConfig: answering((request: messages.CheckRequest) => {
    const { inputs, failures } = checkConfiguration(request.getNews()?.toJavaScript() ?? {});
    return checked(inputs, failures);
  }),

  /**
   * Another cluster does not replace the provider: each connector's diff shows what happens to it.
   */
  diffConfig: answering(() => new DiffResponse()),

  configure: answering((request: messages.ConfigureRequest) => {
    configured = configuredCluster(valuesIn(request.getArgs()).plain);
    resources = resourcesOf(configured);
    const response = new messages.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptoutputs(true);
    response.setSupportspreview(true);
    return response;
  }),

  invoke: answering(async (request: messages.InvokeRequest) => {
    const { plain } = valuesIn(request.getArgs());
    const response = new messages.InvokeResponse();
    response.setReturn(struct(await callFunction(request.getTok(), plain, configured)));
    return response;
  }),

  check: answering(async (request: messages.CheckRequest) => {
    const { resource, name } = resourceOf(request.getUrn());
    const [olds, news] = [valuesIn(request.getOlds()), valuesIn(request.getNews())];
    const { inputs, failures } = await resource.check(name, olds, news);
    return checked(inputs, failures);
  }),

  diff: answering(async (request: messages.DiffRequest) => {
    const { resource } = resourceOf(request.getUrn());
    const [olds, news] = [valuesIn(request.getOlds()), valuesIn(request.getNews())];
    const oldInputs = valuesIn(request.getOldInputs());
    return diffResponse(await resource.diff(request.getId(), olds, news, oldInputs));
  }),

  create: answering(async (request: messages.CreateRequest) => {
    const { resource } = resourceOf(request.getUrn());
    const write = { preview: request.getPreview(), timeout: request.getTimeout() };
    const { id, outs } = await resource.create(valuesIn(request.getProperties()), write);
    const response = new messages.CreateResponse();
    if (id !== undefined) response.setId(id);
    response.setProperties(struct(outs));
    return response;
  }),

  read: answering(async (request: messages.ReadRequest) => {
    const { resource } = resourceOf(request.getUrn());
    const id = request.getId();
    const [properties, inputs] = [valuesIn(request.getProperties()), valuesIn(request.getInputs())];
    const found = await resource.read(id, properties, inputs);
    const response = new messages.ReadResponse();
    if (found === undefined) return response;
    response.setId(id);
    response.setProperties(struct(found.outs));
    response.setInputs(struct(found.inputs));
    return response;
  }),

  update: answering(async (request: messages.UpdateRequest) => {
    const { resource } = resourceOf(request.getUrn());
    const [olds, news] = [valuesIn(request.getOlds()), valuesIn(request.getNews())];
    const { outs } = await resource.update(
      request.getId(),
      olds,
      news,
      valuesIn(request.getOldInputs()),
      { preview: request.getPreview(), timeout: request.getTimeout() },
    );
    const response = new messages.UpdateResponse();
    response.setProperties(struct(outs));
    return response;
  }),

  delete: answering(async (request: messages.DeleteRequest) => {
    const { resource } = resourceOf(request.getUrn());
    const olds = valuesIn(request.getProperties());
    await resource.delete(request.getId(), olds, request.getTimeout());
    return new Empty();
  }),

  /** Called after an interrupt and at the end of each run. */
  cancel: answering(() => {
    cancelWaits();
    return new Empty();
  }),
};

function checked(inputs: Raw, failures: readonly Failure[]): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(struct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new messages.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

const { ADD, DELETE, UPDATE, ADD_REPLACE, DELETE_REPLACE, UPDATE_REPLACE } = PropertyDiff.Kind;
const KINDS = { add: ADD, delete: DELETE, update: UPDATE };
const REPLACING = { add: ADD_REPLACE, delete: DELETE_REPLACE, update: UPDATE_REPLACE };

function diffResponse({ changes, replaces, deleteBeforeReplace }: Change) {
  const response = new DiffResponse();
  const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
  response.setChanges(changes.size === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set([...changes.keys()].map(propertyOf))]);
  response.setReplacesList([...replaces]);
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const [path, kind] of changes) response.getDetaileddiffMap().set(path, detail(path, kind));

  function detail(path: string, kind: Difference) {
    const kinds = replaces.includes(propertyOf(path)) ? REPLACING : KINDS;
    const difference = new PropertyDiff();
    difference.setKind(kinds[kind]);
    difference.setInputdiff(true);
    return difference;
  }
  return response;
}
