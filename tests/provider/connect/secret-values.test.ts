import { expect } from "chai";
import { isSecretValue, secretsWithin } from "../../../provider/connect/secret-values";
import { isSecret, mayBeSecret } from "../../../provider/connect/secrets";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

const SECRET = [
  "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----",
  "-----BEGIN RSA PRIVATE KEY-----\\nMIIE",
  "-----BEGIN ENCRYPTED PRIVATE KEY-----",
  "-----BEGIN OPENSSH PRIVATE KEY-----",
  "-----BEGIN PGP PRIVATE KEY BLOCK-----",
  "mongodb://app:pa55w0rd@db/",
  "mongodb+srv://app:p%40ss@cluster0.example.net/?retryWrites=true",
  "amqp://guest:guest@rabbit:5672/vhost",
  "redis://:pa55w0rd@cache:6379",
  "https://user:pa/ss@proxy.example.com:8080",
  "postgresql://u:p@h1:5432,h2:5432/db",
  "jdbc:postgresql://db/shop?user=app&password=pa55w0rd",
  "jdbc:sqlserver://db:1433;databaseName=shop;user=app;password=pa55w0rd;",
  "jdbc:snowflake://x.example.com/?trustStorePassword=pa55w0rd",
  "jdbc:oracle:thin:scott/tiger@//db:1521/orcl",
  'org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="p";',
  "OAuthBearerLoginModule required clientSecret='abc' clientId='id';",
  'ScramLoginModule required password = "p";',
  "Endpoint=sb://x.example.net/;SharedAccessKeyName=all;SharedAccessKey=abc=",
  "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=abc==",
  "https://x.blob.example.net/c?sv=2024&sig=abc%3D",
  '{"type":"service_account","private_key":"-----BEGIN"}',
  '{"type": "service_account", "private_key": "x"}',
  '{"user": "u", "password": "p"}',
  "aws_secret_access_key=abc",
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "Authorization: Bearer abcdef",
  "Authorization:Basic dXNlcjpwYXNz,X-Other:1",
  "Bearer abcdef123456",
  "Basic dXNlcjpwYXNzd29yZA==",
  JWT,
  `ghp_${"a1B2c3D4e5".repeat(4)}`,
  `glpat-${"a1B2c3D4e5".repeat(2)}`,
  `xoxb-1234567890-abcdef`,
  `hvs.${"a1B2c3D4e5".repeat(3)}`,
  `https://hooks.slack.com/services/T000/B000/abc`,
  "mongodb://${file:/a:user}:pa55w0rd@db/",
  "PuTTY-User-Key-File-3: ssh-ed25519",
  "AGE-SECRET-KEY-1QQQ",
  "https://0123456789abcdef0123456789abcdef@o1.ingest.example.io/1",
  "https://ghq_abcdefghij0123456789@git.example.com/x.git",
  "admin:s3cret@broker.example.com:5672",
  "https://bucket.example.com/k?X-Amz-Credential=x&X-Amz-Signature=abcdef",
  "{'password': 'x'}",
  "user: u\npassword: pa55w0rd",
  "user = u\npassword = pa55w0rd",
  "PASSWORD = pa55w0rd",
  'clientSecret: "abc"',
  "<user>u</user><password>pa55w0rd</password>",
  "X-Api-Key: abcdefghij",
  "Accept:*/*,X-Auth-Token:abcdef12345",
  "Cookie: session=abc123def",
  "sk-abcdefghijklmnopqrstuvwxyz0123456789",
  "sk-proj-abcdefghijklmnopqrstuvwxyz012345",
  `dop_v1_${"0f".repeat(32)}`,
  "https://discord.com/api/webhooks/123456/abcDEF",
  "https://outlook.office.com/webhook/abc@def/x",
  '{"accessKeyId":"AKIA","secretAccessKey":"abc"}',
  '{"config":"{\\"password\\":\\"pa55w0rd\\"}"}',
  "{'aws_secret_access_key': 'x'}",
  '{"Authorization":"Bearer abc"}',
  '{"pwd":"x","user":"u"}',
  '{"pass":"x"}',
  '{"credentials":"x"}',
  '{"connectionString":"x"}',
  "Authorization Bearer abcdefgh",
  "Ocp-Apim-Subscription-Key: 0123456789abcdef",
  "X-Vault-Token: abcdef",
  "db.pass=pa55w0rd",
  "pass=pa55w0rd",
  "import --password pa55w0rd",
  "scott/tiger@//db:1521/orcl",
  "admin:s3cret@localhost",
  "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  "https://api.telegram.org/bot123456:ABC-DEF1234ghIkl-zyx57W2v1u123ew11/sendMessage",
  "https://hooks.slack.com/workflows/T1/A1/1/abc",
  "https://events.pagerduty.com/integration/0123456789abcdef/enqueue",
  "https://hooks.zapier.com/hooks/catch/1/abcdef",
  "xapp-1-A1-1-a1B2c3D4e5",
  `shpat_${"0f".repeat(16)}`,
  `whsec_${"a1B2c3D4e5".repeat(2)}`,
  `GOCSPX-${"a1B2c3D4e5".repeat(2)}`,
  `1//0g${"a1B2c3D4e5".repeat(3)}`,
  `ATATT3xFfGF0${"a1B2c3D4e5".repeat(3)}`,
  `NRAK-${"A1B2C3D4E5".repeat(3)}`,
  `s.${"a1B2c3D4e5".repeat(2)}wxyz`,
  `dckr_pat_${"a1B2c3D4e5".repeat(3)}`,
  `hf_${"abcdefghij".repeat(3)}`,
  `pat-na1-01234567-89ab-cdef-0123-456789abcdef`,
  `abc8Q~${"a1B2c3D4e5".repeat(3)}x`,
  Buffer.from("-----BEGIN PRIVATE KEY-----\nMIIE").toString("base64"),
  Buffer.from("-----BEGIN RSA PRIVATE KEY-----\nMIIE").toString("base64"),
  Buffer.from("-----BEGIN EC PRIVATE KEY-----\nMHcC").toString("base64"),
  Buffer.from('{"type": "service_account"}').toString("base64"),
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj",
  "MIIEpAIBAAKCAQEAabc",
];

const PLAIN = [
  "",
  "x",
  "orders",
  "*",
  "0 * * * *",
  ".*",
  "org.example.OrdersSource",
  "/var/lib/data/in.txt",
  "http://connect:8083",
  "https://user@host/path",
  "http://host:8083/a@b",
  "mongodb://h1:27017,h2:27017/?appName=a@b",
  "SASL_SSL://b1:9092,SASL_SSL://b2:9092",
  "jdbc:postgresql://db:5432/shop?user=app",
  "jdbc:postgresql://db/shop?password=${file:/a:b}",
  "mongodb://app:${file:/mnt/db:password}@db/",
  "mongodb://${file:/a:user}:${file:/a:password}@db/",
  'PlainLoginModule required username="u" password="${env:PW}";',
  "${file:/a:b}",
  "password",
  "password,token,secret",
  "old:password,key:secret",
  "select * from t where token = ?",
  "-----BEGIN CERTIFICATE-----\nMIIE",
  "-----BEGIN PUBLIC KEY-----",
  "AKIAIOSFODNN7EXAMPLE",
  "SSL",
  "Basic authentication",
  "password:string,token:int32",
  "token: ${file:/a:b}",
  "1:2@host:9093",
  "a@b.example.com",
  "ssh://git@git.example.com/x.git",
  "https://customer-reporting-user@host/path",
  "x-api-key",
  "<topic>secret</topic>",
  "sk-learn",
  "https://discord.com/developers",
  "arn:aws:secretsmanager:eu-west-1:1:secret:x",
  "2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
  "1712345678901234567",
  "true",
  '{"password":"string","token":"keyword"}',
  '{"token":"$.a.b"}',
  '{"type":"record","fields":[{"name":"password","type":"string"}]}',
  "token: string",
  "foo:bar@baz",
  "UPDATE t SET token=? WHERE id=?",
  "$[?(@.token=='x')]",
  "pass=false",
  "bypass=x1y2z3",
  "passthrough --password",
  Buffer.from("-----BEGIN CERTIFICATE-----\nMIIE").toString("base64"),
  "MIIDdzCCAl+gAwIBAgIEbyWsnTANBgkqhkiG9w0BAQsF",
  "org/apache/kafka@2.0",
  "pat-1",
  "s.orders",
];

describe("a secret by its own form", () => {
  it("is recognized in each of these", () => {
    expect(SECRET.filter((value) => !isSecretValue(value))).to.deep.equal([]);
  });

  it("is not seen in any of these", () => {
    expect(PLAIN.filter(isSecretValue)).to.deep.equal([]);
  });

  it("is always a string", () => {
    expect([7, true, null, undefined, {}].filter(isSecretValue)).to.deep.equal([]);
  });

  const within: [string, string[]][] = [
    ["mongodb://app:pa55w0rd@db/", ["pa55w0rd"]],
    ["jdbc:postgresql://db/?user=a&password=pa55w0rd", ["pa55w0rd"]],
    ['required username="u" password="p1"; next password="p2";', ["p1", "p2"]],
    ["orders", []],
  ];
  for (const [value, secrets] of within) {
    it(`is found within ${value}`, () => expect(secretsWithin(value)).to.deep.equal(secrets));
  }
});

describe("a secret", () => {
  const cases: [string, string, boolean][] = [
    ["db.password", "pa55w0rd", true],
    ["db.uri", "mongodb://app:pa55w0rd@db/", true],
    ["db.uri", "mongodb://db/", false],
    ["connection.uri", "mongodb://db/", true],
    ["db.password", "${file:/a:b}", false],
    ["db.password", "${file:/a:b}-more", true],
    ["topic", "orders", false],
  ];
  for (const [key, value, secret] of cases) {
    it(`${secret ? "is" : "is not"} ${value} of ${key}`, () => {
      expect(isSecret(key, value)).to.equal(secret);
    });
  }

  it("may be any longer unknown text, but not a number, class or reference", () => {
    const texts = ["hidden-word", "short", "1712345678901", "-0.12345678", "a.b.OrdersSource"];
    const may = [...texts, "${file:/a/b/c:d}"].filter((text) => mayBeSecret("p", text));
    expect(may).to.deep.equal(["hidden-word"]);
  });

  it("is not a key that Connect itself defines for every connector", () => {
    const own =
      "name topics topics.regex key.converter transforms transforms.mask.type predicates.a.type errors.tolerance errors.deadletterqueue.topic.name topic.creation.default.partitions";
    const others =
      "topic uri key.converter.x transforms.mask.replacement errors2.x producer.override.x";
    const may = (key: string) => mayBeSecret(key, "hidden-word");
    expect(own.split(" ").filter(may)).to.deep.equal([]);
    expect(others.split(" ").filter(may)).to.deep.equal(others.split(" "));
  });
});
