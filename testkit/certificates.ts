import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

/** A certificate with its key, as PEM texts and as a PKCS12 store for Java. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
  readonly store: string;
}

/** Everything that TLS tests need, created for one run and removed with it. */
export interface Certificates {
  readonly folder: string;
  /** The PEM text of the CA that signed all but the expired certificate, and a file with it. */
  readonly ca: string;
  readonly caFile: string;
  /** A CA that signed none of them. */
  readonly otherCa: string;
  /** For 127.0.0.1. */
  readonly server: Identity;
  /** For `otherName` only. */
  readonly elsewhere: Identity;
  /** For 127.0.0.1, self-signed, expired yesterday. */
  readonly expired: Identity;
  readonly client: Identity;
  /** The CA, as a PKCS12 store for Java. */
  readonly trustStore: string;
}

export const storePassword = "hunter2-of-the-stores";
export const otherName = "connect.internal";

let made: Certificates | undefined;

/** Created on first use. */
export function certificates(): Certificates {
  made ??= make(mkdtempSync(path.join(tmpdir(), "kafka-connect-certificates-")));
  return made;
}

/** Another certificate of the same CA, for these host names. */
export function certificateFor(name: string, hosts: readonly string[]): Identity {
  const names = hosts.map((host) => `DNS:${host}`).join(",");
  return signed(certificates().folder, name, `subjectAltName=${names}`);
}

function make(folder: string): Certificates {
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string) => path.join(folder, name);
  const ca = authority(folder, "ca");
  const trustStore = file("trust.p12");
  keytool("-importcert", "-noprompt", "-alias", "ca", "-file", file("ca.pem"), ...in12(trustStore));
  return {
    folder,
    ca,
    caFile: file("ca.pem"),
    otherCa: authority(folder, "other-ca"),
    server: signed(folder, "server", "subjectAltName=IP:127.0.0.1"),
    elsewhere: signed(folder, "elsewhere", `subjectAltName=DNS:${otherName}`),
    client: signed(folder, "client", "extendedKeyUsage=clientAuth"),
    expired: expired(folder),
    trustStore,
  };
}

function authority(folder: string, name: string): string {
  const [key, cert] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
  newKey(key);
  openssl("req", "-x509", "-new", "-key", key, "-out", cert, "-days", "2", "-subj", `/CN=${name}`);
  return readFileSync(cert, "utf8");
}

function signed(folder: string, name: string, extension: string): Identity {
  const file = (ending: string) => path.join(folder, `${name}${ending}`);
  newKey(file(".key"));
  openssl("req", "-new", "-key", file(".key"), "-out", file(".csr"), "-subj", `/CN=${name}`);
  writeFileSync(file(".ext"), extension);
  const by = ["-CA", path.join(folder, "ca.pem"), "-CAkey", path.join(folder, "ca.key")];
  const serial = ["-set_serial", String(Date.now()), "-days", "2", "-extfile", file(".ext")];
  openssl("x509", "-req", "-in", file(".csr"), "-out", file(".pem"), ...by, ...serial);
  const parts = ["-inkey", file(".key"), "-in", file(".pem"), "-out", file(".p12")];
  openssl("pkcs12", "-export", ...parts, "-passout", `pass:${storePassword}`);
  return identity(folder, name);
}

/** Only keytool accepts a start in the past without the record files of a CA. */
function expired(folder: string): Identity {
  const file = (ending: string) => path.join(folder, `expired${ending}`);
  const times = ["-startdate", "-2d", "-validity", "1", "-ext", "san=ip:127.0.0.1"];
  const names = ["-alias", "expired", "-dname", "CN=expired", "-keyalg", "EC"];
  keytool("-genkeypair", ...names, ...times, ...in12(file(".p12")));
  const from = ["-in", file(".p12"), "-passin", `pass:${storePassword}`, "-nodes"];
  openssl("pkcs12", ...from, "-nocerts", "-out", file(".key"));
  openssl("pkcs12", ...from, "-nokeys", "-out", file(".pem"));
  return identity(folder, "expired");
}

function identity(folder: string, name: string): Identity {
  const text = (ending: string) => readFileSync(path.join(folder, `${name}${ending}`), "utf8");
  return { cert: text(".pem"), key: text(".key"), store: path.join(folder, `${name}.p12`) };
}

function newKey(file: string): void {
  openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", file);
}

function in12(store: string): string[] {
  return ["-keystore", store, "-storetype", "PKCS12", "-storepass", storePassword];
}

function openssl(...args: string[]): void {
  execFileSync("openssl", args, { stdio: "pipe" });
}

function keytool(...args: string[]): void {
  execFileSync("keytool", args, { stdio: "pipe" });
}
