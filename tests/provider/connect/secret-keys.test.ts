import { expect } from "chai";
import { isSecretKey } from "../../../provider/connect/secret-keys";

const SECRET = `
  password database.password connection.password ssl.keystore.password ssl.key.password passwd
  PASSWORD dbPassword DB_PASSWORD db-password sftp.passphrase passphrase passcode
  database.pass es.net.http.auth.pass rabbitmq.pwd db.pwd dbPass
  value.converter.basic.auth.user.info schema.registry.basic.auth.user.info
  sasl.jaas.config producer.override.sasl.jaas.config
  snowflake.private.key neo4j.privateKey ssl.keystore.key producer.override.ssl.keystore.key
  listener.name.internal.ssl.keystore.key tls.key ssh.key rsa.key
  aws.secret.access.key aws.access.key connect.s3.aws.secret.key azure.account.key azblob.account.key
  azure.datalake.client.key connect.cosmos.master.key connection.key s3.sse.customer.key
  azure.eventhubs.sas.key sas.key master_key shared-key azure.datalake.gen2.sharedkey storageKey
  subscription-key consumer.key twitter.consumerkey signing.key encryption.key hmac.key
  api.key apiKey es.apikey datadog.api_key X-Api-Key headers.X-Api-Key function.key license.key
  auth.token token refresh.tokens bearer.auth.token splunk.hec.token github.token
  oauth2.client.secret secret.id client.secret vault.secret
  gcs.credentials.json credentials service.account.json keyfile
  connection.uri mongodb.connection.uri connection.string MONGODB_CONNECTION_STRING azure.servicebus.connection.string
  http.headers request.headers headers connect.http.request.headers
  headers.Authorization http.header.authorization Proxy-Authorization headers.Cookie
  bearer twitter.bearer redis.auth connect.redis.auth jwt confluent.license
  db.pw database.pw keystore.pw aws.creds passkey otp totp.seed netrc hmac
  server.key pem.key pgp.key gpg.key sftp.key crypto.key unlock.key private.pem key.pem key.json
  gpg.private ssh.identity es.auth.basic basicauth basic.auth basic.login
  sas sig shared.access.signature sharedAccessSignature webhook slack.webhook slack.webhook.url sentry.dsn
  newrelic.insights.key neo4j.authentication.kerberos.ticket keytab.base64 aes.256.key aesKey deploy.key
  transforms.cipher.cipher_data_keys transforms.cipher.kms_config transforms.cipher.kek_config cipher.data.keys
  hadoop.fs.azure.account.key.shop.dfs.core.windows.net http.request.headers.additional
  transforms.hash.salt mask.salt pepper pgpass hsm.pin client.assertion saml.assertion snowflake.pat
  nats.nkey nats.seed wallet.mnemonic iceberg.catalog.s3.secret-access-key rest.catalog.credential
  camel.kamelet.aws-s3-source.secretKey rule.executors._default_.param.secret.access.key
  parameter.HTTP-Sink:Basic-Authentication-Password`;

const PLAIN = `
  topic topics topics.regex tasks.max name connector.class key keys key.converter value.converter
  password.class password.file token.url token.endpoint token.endpoint.url token.type tokens.enabled
  sasl.oauthbearer.token.endpoint.url sasl.mechanism security.protocol oauth2.token.property
  credentials.provider aws.credentials.provider.class gcs.credentials.path secret.source secret.name
  key.converter.basic.auth.credentials.source bearer.auth.credentials.source
  bearer.auth.client.id bearer.auth.scope bearer.auth.logical.cluster bearer.auth.identity.pool.id
  aws.access.key.id AWS_ACCESS_KEY_ID sse.kms.key.id client.id user.id
  http.auth.type redis.auth.type auth.type basic.auth.enabled auth.mode
  ssl.client.auth listeners.https.ssl.client.auth ssl.key.alias ssl.keystore.alias
  ssl.keystore.location ssl.keystore.type ssl.keystore.certificate.chain ssl.truststore.location
  azure.eventhubs.sas.keyname message.key.columns partition.key sort.key primary.key message.key
  routing.key record.key object.key pk.fields keySource document.id.strategy
  errors.deadletterqueue.context.headers.enable transforms.drop.headers transforms.mask.headers
  copy.headers jms.include.headers headers.separator header.converter
  transforms.mask.fields transforms.x.password.field password.encoder.iterations
  bypass compass passthrough passenger.id author oauth2.grant.type authentication.type
  analysis.tokenizer database.user connection.user connection.username username login
  secret.key.type secretsmanager.region token.ttl.seconds max.tokens.per.second max.tokens
  jaas.context pass.through.headers passthrough.headers webhook.enabled hmac.algorithm signature.version
  token.expiration token.rotation.interval.hours token.bucket.capacity sasl.oauthbearer.token.lifetime
  use.password allow.empty.password require.password password.prompt log.secrets mask.secrets
  secret.namespace credentials.kind s3.credentials.provider.sts.role.external.id aws.external.id
  sasl.kerberos.ticket.renew.window.factor column.mask.hash.salted pattern path.pattern random.seed
  key.column.name foreign.key idempotency.key clustering.key database.sslkey kerberos.keytab.path
  powdered signal significance sas.enabled dsn server.key.alias public.pem lotp pw.file`;

const words = (text: string) => text.trim().split(/\s+/);

describe("a secret by the name of its key", () => {
  it("is recognized in each of these", () => {
    expect(words(SECRET).filter((key) => !isSecretKey(key))).to.deep.equal([]);
  });

  it("is not seen in any of these", () => {
    expect(words(PLAIN).filter(isSecretKey)).to.deep.equal([]);
  });

  it("is recognized with any prefix", () => {
    const prefixes = ["producer.override.", "value.converter.schema.registry.", "confluent.topic."];
    const all = prefixes.flatMap((prefix) => words(SECRET).map((key) => prefix + key));
    expect(all.filter((key) => !isSecretKey(key))).to.deep.equal([]);
  });
});
