/** The provider's messages name properties of a program; whoever gave options knows only those. */
const FLAGS: readonly (readonly [property: RegExp, flag: string])[] = [
  [/cluster\.basicAuth\.username/g, "--user"],
  [/cluster\.basicAuth\.password/g, "--password-env or --password-file"],
  [
    /cluster\.basicAuth, cluster\.bearerToken or cluster\.headers/g,
    "--user and its password, or the token",
  ],
  [/cluster\.basicAuth/g, "--user"],
  [/cluster\.bearerToken/g, "--token-env or --token-file"],
  [/cluster\.tls\.serverName/g, "--server-name"],
  [/cluster\.tls\.(ca|cert|key)\b/g, "--$1"],
  [/cluster\.tls\.insecureSkipVerify/g, "--insecure"],
  [/cluster\.tls/g, "--ca, --cert, --key, --server-name or --insecure"],
  [/cluster\.kubernetes\.(context|kubeconfig)\b/g, "--$1"],
  [/cluster\.kubernetes\.namespace, service and port\b/g, "--kubernetes"],
  [/cluster\.kubernetes(\.(namespace|service|port))?\b/g, "--kubernetes"],
  [/cluster\.url/g, "--url"],
];

export function inWordsOfFlags(text: string): string {
  return FLAGS.reduce((said, [property, flag]) => said.replace(property, flag), text);
}
