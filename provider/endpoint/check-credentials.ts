/** Checks that the credentials of an endpoint have the declared types. */
import { isUnknown } from "../core/unknown";
import { type Fail, isMap, type Raw, refuseUnknown } from "../core/values";
import { BASIC_AUTH_ARGUMENTS, TLS_ARGUMENTS } from "./arguments";

export function checkCredentials({ basicAuth, bearerToken, headers, tls }: Raw, fail: Fail): void {
  if (isGiven(basicAuth, "cluster.basicAuth", "must be a user and a password", fail)) {
    refuseUnknown("cluster.basicAuth", basicAuth, BASIC_AUTH_ARGUMENTS, fail);
    requireCredential("cluster.basicAuth.username", basicAuth.username, fail);
    requireCredential("cluster.basicAuth.password", basicAuth.password, fail);
  }
  checkCredential("cluster.bearerToken", bearerToken, fail);
  if (bearerToken === "") fail("cluster.bearerToken", "must not be empty");
  if (isGiven(headers, "cluster.headers", "must be a map of names and values", fail)) {
    for (const [name, value] of Object.entries(headers)) {
      requireCredential(`cluster.headers["${name}"]`, value, fail);
    }
  }
  if (isGiven(tls, "cluster.tls", "must be a map of TLS settings", fail)) checkTls(tls, fail);
}

function checkTls(tls: Raw, fail: Fail): void {
  refuseUnknown("cluster.tls", tls, TLS_ARGUMENTS, fail);
  for (const part of ["ca", "cert", "key"]) checkCredential(`cluster.tls.${part}`, tls[part], fail);
  const { serverName, insecureSkipVerify: skips } = tls;
  if (!isOptionalText(serverName) || serverName === "") {
    fail("cluster.tls.serverName", "must be the name that the worker's certificate is for");
  }
  if (skips !== undefined && !isUnknown(skips) && typeof skips !== "boolean") {
    fail("cluster.tls.insecureSkipVerify", "must be true or false");
  }
}

function isGiven(value: unknown, path: string, reason: string, fail: Fail): value is Raw {
  if (value === undefined || isUnknown(value)) return false;
  if (!isMap(value)) fail(path, reason);
  return isMap(value);
}

function requireCredential(path: string, value: unknown, fail: Fail): void {
  if (value == null) fail(path, "is required: a string, { env } or { file }");
  else checkCredential(path, value, fail);
}

export function checkCredential(path: string, value: unknown, fail: Fail): void {
  if (value === undefined || typeof value === "string") return;
  const [place, ...more] = isMap(value) ? Object.entries(value) : [];
  const isPlace =
    place !== undefined &&
    more.length === 0 &&
    ["env", "file"].includes(place[0]) &&
    typeof place[1] === "string" &&
    place[1] !== "";
  if (!isPlace) fail(path, "must be a string, { env } or { file }");
}

export function isOptionalText(value: unknown): boolean {
  return value === undefined || typeof value === "string";
}
