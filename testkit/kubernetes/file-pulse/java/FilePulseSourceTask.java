package io.streamthoughts.kafka.connect.filepulse.source;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Lists the bucket again and again, and reads each object whole, once. */
public class FilePulseSourceTask extends SourceTask {
  private static final Schema LINE =
      SchemaBuilder.struct().field("message", Schema.STRING_SCHEMA).build();

  private final Set<String> read = new HashSet<>();
  private AbstractConfig config;
  private String bucket;
  private S3Client s3;

  @Override
  public String version() {
    return FilePulseSourceConnector.VERSION;
  }

  @Override
  public void start(Map<String, String> properties) {
    config = new AbstractConfig(FilePulseSourceConnector.CONFIG, properties);
    bucket = config.getString("aws.s3.bucket.name");
    var key =
        AwsBasicCredentials.create(
            config.getPassword("aws.access.key.id").value(),
            config.getPassword("aws.secret.access.key").value());
    var builder =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .region(Region.of(config.getString("aws.s3.region")))
            .credentialsProvider(StaticCredentialsProvider.create(key))
            .forcePathStyle(true);
    var endpoint = config.getString("aws.s3.service.endpoint");
    if (endpoint != null) builder.endpointOverride(URI.create(endpoint));
    s3 = builder.build();
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    var records = new ArrayList<SourceRecord>();
    for (var object : s3.listObjectsV2Paginator(request -> request.bucket(bucket)).contents()) {
      if (read.add(object.key())) addLines(object, records);
    }
    if (!records.isEmpty()) return records;
    Thread.sleep(config.getLong("fs.listing.interval.ms"));
    return null;
  }

  private void addLines(S3Object object, List<SourceRecord> records) {
    var partition = Map.of("uri", "s3://" + bucket + "/" + object.key());
    if (context.offsetStorageReader().offset(partition) != null) return;
    var text =
        s3.getObjectAsBytes(request -> request.bucket(bucket).key(object.key())).asUtf8String();
    long rows = 0;
    for (var line : text.lines().toList()) {
      records.add(
          new SourceRecord(
              partition,
              Map.of("rows", ++rows),
              config.getString("topic"),
              LINE,
              new Struct(LINE).put("message", line)));
    }
  }

  @Override
  public void stop() {
    if (s3 != null) s3.close();
  }
}
