/** The lines of the pages that no test runs, and the reasons. */
export interface NotRun {
  readonly page: string;
  readonly because: string;
  readonly commands: readonly string[];
}

const PREVIEWED = "the suite install previews it with these settings";
const KUBERNETES = `needs a Kubernetes with a Kafka for pods; ${PREVIEWED}, the suite cluster deploys such programs`;
const FROM_REPOSITORY =
  "in the repository it would change its packages; the suite install installs the package in other ways";
const NATIVE =
  "needs the language's host of Pulumi; the suite native runs the program and these commands";

export const LINES_NOT_RUN: readonly NotRun[] = [
  {
    page: "README.md",
    because: "takes a Kafka of its own, and minutes where its parts are not yet in the cache",
    commands: ["make quickstart"],
  },
  { page: "README.md", because: "this is one of its tests", commands: ["make test"] },
  {
    page: "docs/cli.md",
    because: "needs that shell; the unit tests have what is printed",
    commands: [
      "source <(pulumi-kafka-connect completion zsh)    # in ~/.zshrc, after compinit",
      "pulumi-kafka-connect completion fish | source    # in ~/.config/fish/config.fish",
    ],
  },
  {
    page: "docs/languages.md",
    because: NATIVE,
    commands: [
      "npm install pulumi-kafka-connect",
      'pulumi config set --secret pulumi-kafka-connect:cluster \'{"url": "https://connect.example.com:8083", "basicAuth": {"username": "app", "password": "…"}}\'',
      "pulumi import pulumi-kafka-connect:index:Connector orders orders-to-file",
      "npx pulumi-kafka-connect import-file --url http://localhost:8083 --output connectors.json",
      "pulumi import --file connectors.json --out connectors.txt",
      "pulumi plugin install resource pulumi-kafka-connect v0.1.0 --file pulumi-resource-pulumi-kafka-connect-v0.1.0-linux-amd64.tar.gz",
    ],
  },
  {
    page: "docs/languages.md",
    because: "needs the language hosts of a Pulumi release, which write the SDKs",
    commands: [
      "pulumi package add ./node_modules/pulumi-kafka-connect/dist/plugin/pulumi-resource-pulumi-kafka-connect",
    ],
  },
  {
    page: "docs/cli.md",
    because: "tests/command/import-file.test.ts runs them with 20 connectors",
    commands: [
      "npx pulumi-kafka-connect import-file --url http://localhost:8083 --output connectors.json --program index.ts",
      "pulumi import --file connectors.json --generate-code=false --protect=false",
      "pulumi up",
    ],
  },
  {
    page: "docs/security.md",
    because: "asks a registry for advisories, which not every registry answers; a workflow runs it",
    commands: ["npm audit --omit=dev"],
  },
  {
    page: "examples/automation-api/README.md",
    because: FROM_REPOSITORY,
    commands: ["npm install"],
  },
  {
    page: "examples/automation-api/README.md",
    because: "here the state is in a folder",
    commands: [
      "export PULUMI_BACKEND_URL=s3://my-bucket PULUMI_CONFIG_PASSPHRASE=…   # or PULUMI_ACCESS_TOKEN",
    ],
  },
  {
    page: "examples/connect-cluster/README.md",
    because: KUBERNETES,
    commands: [
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi up",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/yaml-cluster/README.md",
    because: KUBERNETES,
    commands: [
      "npm install pulumi-kafka-connect",
      "pulumi stack init dev",
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi up",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/yaml/README.md",
    because: NATIVE,
    commands: [
      "npm install pulumi-kafka-connect",
      "pulumi stack init dev",
      'pulumi config set pulumi-kafka-connect:cluster \'{"url": "http://localhost:8083"}\'',
      "pulumi up",
    ],
  },
  {
    page: "examples/python/README.md",
    because: NATIVE,
    commands: [
      "npm install pulumi-kafka-connect",
      "python3 -m venv venv",
      "venv/bin/pip install -r requirements.txt",
      "pulumi stack init dev",
      'pulumi config set pulumi-kafka-connect:cluster \'{"url": "http://localhost:8083"}\'',
      "pulumi up",
    ],
  },
  {
    page: "examples/go/README.md",
    because: NATIVE,
    commands: [
      "npm install pulumi-kafka-connect",
      "pulumi stack init dev",
      'pulumi config set pulumi-kafka-connect:cluster \'{"url": "http://localhost:8083"}\'',
      "pulumi up",
    ],
  },
  {
    page: "examples/existing-cluster/README.md",
    because: FROM_REPOSITORY,
    commands: ["npm install"],
  },
  {
    page: "examples/plugin-image/README.md",
    because: KUBERNETES,
    commands: [
      "buildah login registry.example.com",
      "pulumi config set imageName registry.example.com/team/connect",
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi up",
      "pulumi stack output image",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/plugins/README.md",
    because: KUBERNETES,
    commands: [
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi up",
      "pulumi stack output installedPlugins",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/postgres-cdc/README.md",
    because: `needs a Kubernetes, a Kafka and a PostgreSQL: the suite cluster deploys it; ${PREVIEWED}`,
    commands: [
      "kubectl create secret generic shop-db --from-file=login.properties",
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi config set databaseHost db.example.com",
      "pulumi config set debeziumUrl https://plugins.example.com/debezium-connector-postgres-3.6.0.Final-plugin.tar.gz",
      "pulumi up",
      "kafka-console-consumer.sh --bootstrap-server kafka.example.com:9092 --topic shop.public.customers --from-beginning",
      "pulumi destroy",
    ],
  },
  { page: "examples/preview-in-pr/README.md", because: FROM_REPOSITORY, commands: ["npm install"] },
  {
    page: "examples/s3-source/README.md",
    because: `needs a Kubernetes, a Kafka, a bucket and GitHub: the suite cluster deploys it with a stand-in for the connector; ${PREVIEWED}`,
    commands: [
      "curl -L -o file-pulse.zip https://github.com/streamthoughts/kafka-connect-file-pulse/releases/download/v2.17.0/streamthoughts-kafka-connect-file-pulse-2.17.0.zip",
      "pulumi config set pluginUrl https://github.com/streamthoughts/kafka-connect-file-pulse/releases/download/v2.17.0/streamthoughts-kafka-connect-file-pulse-2.17.0.zip",
      "pulumi config set pluginChecksum $(sha512sum file-pulse.zip | cut -d ' ' -f 1)",
      "pulumi config set bootstrapServers kafka.example.com:9092",
      "pulumi config set bucket demo-bucket",
      "pulumi config set region us-west-2",
      "pulumi config set accessKeyId AKIAIOSFODNN7EXAMPLE",
      "pulumi config set --secret secretAccessKey …",
      "pulumi up",
      "aws s3 cp orders.json s3://demo-bucket/",
      "kubectl exec connect-0 -c connect -- /opt/kafka/bin/kafka-console-consumer.sh --bootstrap-server kafka.example.com:9092 --topic s3-lines --from-beginning",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/quickstart/README.md",
    because: "builds the package, which the tests have done",
    commands: [
      "make build             # at the top of the repository: npm ci, and the package itself",
    ],
  },
  {
    page: "examples/secrets/README.md",
    because: `needs Debezium on the workers; ${PREVIEWED}`,
    commands: [
      "pulumi config set --secret databasePassword 'your password'",
      "pulumi up",
      "pulumi destroy",
    ],
  },
  {
    page: "examples/secrets-and-tls/README.md",
    because: KUBERNETES,
    commands: [
      "kubectl create secret generic search --from-file=login.properties",
      "kubectl create secret generic search-tls --from-file=cacerts.pem",
      "kubectl create secret generic connect-user --from-file=username=rest-username --from-file=password=rest-password",
      "kubectl create secret generic connect-tls --from-file=tls.crt --from-file=tls.key --from-file=ca.crt=ca.pem",
      "kubectl create secret generic kafka-tls --from-file=ca.crt=kafka-ca.pem",
      "kubectl create secret generic kafka-user --from-file=username=kafka-username --from-file=password=kafka-password",
      "pulumi config set image connect-with-elasticsearch:1",
      "pulumi config set bootstrapServers kafka.example.com:9093",
      "CONNECT_PASSWORD=… pulumi up",
      "CONNECT_PASSWORD=… pulumi destroy",
      "kubectl delete secret search search-tls connect-user connect-tls kafka-tls kafka-user",
    ],
  },
  {
    page: "examples/secured-cluster/README.md",
    because: `needs workers behind TLS and a password, which the suite access has; ${PREVIEWED}`,
    commands: [
      "pulumi config set connectUrl https://connect.example.com:8083",
      "CONNECT_PASSWORD=… pulumi up",
      "pulumi destroy",
    ],
  },
];

export function linesToRun<Line extends { readonly command: string }>(
  page: string,
  lines: readonly Line[],
): Line[] {
  const not = LINES_NOT_RUN.filter((list) => list.page === page).flatMap(
    ({ commands }) => commands,
  );
  return lines.filter(({ command }) => !not.includes(command));
}
