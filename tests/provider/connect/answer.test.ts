import { expect } from "chai";
import { createSend } from "../../../provider/connect/http";
import { connectApi } from "../../../provider/connect/api";
import { deleteHint, explain } from "../../../provider/connect/explain";
import { ConnectError, type Stranger } from "../../../provider/core/errors";
import { createRedactor } from "../../../provider/connect/redact";
import { empty, html, json, type Reply, useServer } from "../../../testkit/connect/scripted-server";
import { thrownBy } from "../../../testkit/thrown";

const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };
const redirect = (location: string, status = 302) => answer(status, "", { Location: location });
const redactor = createRedactor({ config: { password: "${file:/a:b}" } });

/** Whether the state may drop a connector after this answer to its delete. */
type OnDelete = "drop" | "keep, and name `pulumi state delete`";
const AT_THE_DOOR: OnDelete = "keep, and name `pulumi state delete`";

describe("an answer that is not Kafka Connect's", () => {
  const use = useServer();

  type Case = [string, Reply, Stranger, RegExp, RegExp, OnDelete];
  const cases: Case[] = [
    [
      "502 of a load balancer",
      answer(502, "<html>Bad Gateway</html>", { Server: "awselb/2.0" }),
      "gateway",
      /answered 502: the answer comes from a gateway or proxy, not from Kafka Connect \(awselb\/2\.0\)$/,
      /^Something in front of Kafka Connect answered in its place\./,
      "drop",
    ],
    ["503 of an ingress", html(503), "gateway", /answered 503/, /^Something in front/, "drop"],
    ["504 of a gateway", empty(504), "gateway", /answered 504/, /^Something in front/, "drop"],
    ["520 of a CDN", html(520), "gateway", /answered 520/, /^Something in front/, "drop"],
    [
      "404 of the default backend of an ingress",
      answer(404, "default backend - 404"),
      "gateway",
      /answered 404/,
      /^Something in front/,
      "drop",
    ],
    ["405 of a web server", html(405), "gateway", /answered 405/, /^Something in front/, "drop"],
    ["410 of a load balancer", empty(410), "gateway", /answered 410/, /^Something/, "drop"],
    [
      "429 of a rate limiter",
      html(429),
      "rate-limit",
      /answered 429/,
      /limits the number of/,
      AT_THE_DOOR,
    ],
    [
      "a page with 200",
      html(200, "Welcome"),
      "page",
      /answered 200: the answer is a web page, not Kafka Connect's JSON$/,
      /^Set cluster\.url to the root of Kafka Connect's REST API, which answers with JSON\./,
      "drop",
    ],
    [
      "a login page with 200",
      html(200, "Sign in"),
      "login",
      /the answer is a login page/,
      /^A gateway asks for credentials: check cluster\.basicAuth, /,
      AT_THE_DOOR,
    ],
    [
      "a form for a password",
      answer(200, '<input type="password">'),
      "login",
      /./,
      /./,
      AT_THE_DOOR,
    ],
    [
      "401 of a gateway",
      html(401),
      "gateway",
      /answered 401/,
      /^The credentials are not accepted: check /,
      AT_THE_DOOR,
    ],
    [
      "403 of a firewall",
      html(403, "blocked"),
      "firewall",
      /answered 403/,
      /^A firewall or gateway in front of Kafka Connect refuses the call\. Allow it /,
      AT_THE_DOOR,
    ],
    [
      "407 of a proxy",
      empty(407),
      "proxy",
      /answered 407: the answer comes from the proxy/,
      /^Give the proxy's credentials in HTTP_PROXY, HTTPS_PROXY or ALL_PROXY /,
      AT_THE_DOOR,
    ],
    [
      "413 of a gateway",
      html(413),
      "too-large",
      /answered 413/,
      /^The config is larger than a gateway .* allows: .*client_max_body_size/,
      AT_THE_DOOR,
    ],
    ["414 of Jetty", html(414), "too-long", /answered 414/, /8 KiB/, AT_THE_DOOR],
    ["431 of Jetty", html(431), "too-long", /answered 431/, /8 KiB/, AT_THE_DOOR],
    [
      "a redirect to https",
      (response, received) =>
        redirect(`https://127.0.0.1:8443${received.path}?token=hunter2`, 301)(response, received),
      "redirect",
      /answered 301: it redirects to https:\/\/127\.0\.0\.1:8443\/connectors\/a$/,
      /^Set cluster\.url to https:\/\/127\.0\.0\.1:8443\.$/,
      AT_THE_DOOR,
    ],
    [
      "a redirect below a path",
      redirect("/connect/connectors/a/"),
      "redirect",
      /redirects to http:\/\/127\.0\.0\.1:\d+\/connect\/connectors\/a\/$/,
      /^Set cluster\.url to http:\/\/127\.0\.0\.1:\d+\/connect\.$/,
      AT_THE_DOOR,
    ],
    [
      "a redirect elsewhere on the same host",
      redirect("/"),
      "redirect",
      /redirects to http:\/\/127\.0\.0\.1:\d+\/$/,
      /^Redirects are not followed: set cluster\.url /,
      AT_THE_DOOR,
    ],
    [
      "a redirect to another host that keeps the path",
      redirect("https://connect.example.com/connectors/a"),
      "redirect",
      /redirects to https:\/\/connect\.example\.com\/connectors\/a$/,
      /^Set cluster\.url to https:\/\/connect\.example\.com\. If you expect no other host, it is a login page/,
      AT_THE_DOOR,
    ],
    [
      "a redirect to the login page of another host",
      redirect("https://sso.example.com/realms/x?state=hunter2"),
      "login",
      /redirects to https:\/\/sso\.example\.com\/realms\/x$/,
      /^This leads away from Kafka Connect, usually to a login page\. .* check cluster\.basicAuth/,
      AT_THE_DOOR,
    ],
    [
      "a redirect to /login",
      redirect("/login?next=%2F"),
      "login",
      /\/login$/,
      /login/,
      AT_THE_DOOR,
    ],
    [
      "a redirect to the same address",
      (response, received) => redirect(received.path, 307)(response, received),
      "redirect",
      /redirects to http:\/\/127\.0\.0\.1:\d+\/connectors\/a$/,
      /^A gateway in front of Kafka Connect redirects each call to the same address: correct its rules\./,
      AT_THE_DOOR,
    ],
    ...[
      "400 The plain HTTP request was sent to HTTPS port",
      "400 Client sent an HTTP request to an HTTPS server.",
      "400 Reason: You're speaking plain HTTP to an SSL-enabled server port.",
    ].map((words): Case => [
      words,
      answer(400, words),
      "https",
      /answered 400: the server expects https$/,
      /^Begin cluster\.url with https\.$/,
      AT_THE_DOOR,
    ]),
    ["a redirect to nowhere", empty(302), "gateway", /redirects nowhere/, /^Something/, "drop"],
    [
      "JSON of another service",
      json({ status: "ok" }),
      "json",
      /JSON, but not/,
      /^Another/,
      "drop",
    ],
    ["a list", json([]), "json", /JSON, but not/, /^Another service answers there/, "drop"],
    ["null", json(null), "json", /JSON, but not/, /^Another service answers there/, "drop"],
    [
      "a success without a body",
      empty(200),
      "empty",
      /the answer has no body, and Kafka Connect's has one$/,
      /removes the body of its answers\./,
      "drop",
    ],
    [
      "JSON of a gateway that has no route",
      json({ message: "no Route matched with those values" }, 404),
      "gateway",
      /answered 404/,
      /^Something in front/,
      "drop",
    ],
  ];
  for (const [what, reply, stranger, said, step, onDelete] of cases) {
    it(`is named with the next step: ${what}`, async () => {
      use.server.on("GET /connectors/a", reply);
      const api = connectApi(createSend(use.server));
      const error = await thrownBy(() => api.info("a"), ConnectError);
      expect(error.stranger).to.equal(stranger);
      const { explained, message } = explain(error, "read it", use.server, redactor);
      expect(explained.what).to.match(said);
      expect(explained.step).to.match(step);
      expect(message).to.not.match(/hunter2|withheld|report it|adopt/);

      expect(error.mayBeGone).to.equal(onDelete === "drop");
      const hint = deleteHint(error, use.server);
      if (onDelete === "drop") expect(hint).to.contain("PULUMI_KAFKA_CONNECT_DELETE_UNREACHABLE");
      if (onDelete === AT_THE_DOOR) expect(hint).to.contain("`pulumi state delete <URN>`");
    });
  }

  it("leaves the outcome of a write unknown, and recommends adopt only for a create", async () => {
    use.server.on("POST /connectors", empty(201)).on("PUT /connectors/a/config", html(200));
    const api = connectApi(createSend(use.server));
    const stepOf = async (work: () => Promise<unknown>) =>
      explain(await thrownBy(work), "write it", use.server, redactor).explained.step;
    const created = await stepOf(() => api.create("a", {}));
    expect(created).to.contain("the change may have been made or not").and.contain("adopt: true");
    const changed = await stepOf(() => api.putConfig("a", {}));
    expect(changed).to.contain("the change may have been made or not").and.not.contain("adopt");
  });

  it("is distinguished from the health check of a starting worker, which is temporary", async () => {
    use.server.on("GET /health", json({ status: "starting", message: "reading" }, 503));
    const api = connectApi(createSend(use.server));
    const error = await thrownBy(() => api.health(), ConnectError);
    expect(error).to.include({ kind: "busy", noAnswer: false, mayBeGone: false });
  });
});
