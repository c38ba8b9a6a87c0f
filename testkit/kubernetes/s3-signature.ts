import { createHash, createHmac } from "node:crypto";

export const region = "us-east-1";

export interface S3User {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The headers with which S3 accepts a user's request: Amazon's signature, version 4. */
export function signed(user: S3User, method: string, url: URL, body: string, now = new Date()) {
  const time = now.toISOString().replace(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const hash = sha256(body);
  const names = "host;x-amz-content-sha256;x-amz-date";
  const request = [
    ...[method, url.pathname, ""],
    ...[`host:${url.host}`, `x-amz-content-sha256:${hash}`, `x-amz-date:${time}`, ""],
    ...[names, hash],
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const key = scope
    .split("/")
    .reduce((of: string | Buffer, part) => hmac(of, part), `AWS4${user.secretAccessKey}`);
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const signature = hmac(key, text).toString("hex");
  return {
    "x-amz-content-sha256": hash,
    "x-amz-date": time,
    authorization: `AWS4-HMAC-SHA256 Credential=${user.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
