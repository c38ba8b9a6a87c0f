import { expect } from "chai";
import {
  CONNECTOR_ARGUMENTS,
  CONNECTOR_COSTS,
  ON_DELETE_ARGUMENTS,
  RESTART_POLICY_ARGUMENTS,
} from "../../../provider/connector/arguments";
import type { Argument } from "../../../provider/core/argument";
import {
  BASIC_AUTH_ARGUMENTS,
  ENDPOINT_ARGUMENTS,
  ENDPOINT_COSTS,
  KUBERNETES_ARGUMENTS,
  TLS_ARGUMENTS,
} from "../../../provider/endpoint/arguments";
import { documented } from "../../../testkit/docs/doc-comments";
import { documentedDefault } from "../../../testkit/docs/documented-default";

const CONNECTOR = "provider/connector/connector.ts";
const ENDPOINT = "provider/endpoint/args.ts";
const costs: Readonly<Record<string, string>> = { ...ENDPOINT_COSTS, ...CONNECTOR_COSTS };
const { timeouts: _, ...connector } = CONNECTOR_ARGUMENTS;

type Table = Readonly<Record<string, Argument<string>>>;

/** Where the doc comment of the whole says what a change costs, its parts need not. */
const interfaces: [string, string, Table, "each" | "whole"][] = [
  [CONNECTOR, "ConnectorArgs", connector, "each"],
  [CONNECTOR, "ConnectorOnDeleteArgs", ON_DELETE_ARGUMENTS, "each"],
  [ENDPOINT, "RestartPolicyArgs", RESTART_POLICY_ARGUMENTS, "whole"],
  [ENDPOINT, "ConnectEndpointArgs", ENDPOINT_ARGUMENTS, "each"],
  [ENDPOINT, "ConnectKubernetesArgs", KUBERNETES_ARGUMENTS, "each"],
  [ENDPOINT, "ConnectTlsArgs", TLS_ARGUMENTS, "whole"],
];

for (const [file, name, table, costIn] of interfaces) {
  const comments = documented(file, name);

  describe(`${name}: the doc comment of`, () => {
    for (const [property, argument] of Object.entries(table)) {
      it(`${property} states its default, and the effect of a change`, () => {
        const { text = "", default: said } = comments.get(property) ?? {};
        expect(said).to.equal(documentedDefault(argument));
        if (costIn === "whole") return;
        expect(text).to.match(new RegExp(`[Aa] change\\b[^.]*\\b${costs[argument.cost]}`));
      });
    }

    it("every property is one of an argument in the table", () => {
      const parts = Object.keys(BASIC_AUTH_ARGUMENTS).map((part) => `basicAuth.${part}`);
      const known = new Set([...Object.keys(table), ...parts]);
      expect([...comments.keys()].filter((property) => !known.has(property))).to.deep.equal([]);
    });
  });
}
