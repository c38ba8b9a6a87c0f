package io.streamthoughts.kafka.connect.filepulse.source;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceConnector;

/**
 * Stands in for FilePulse, by its class and keys: each line of each object of a bucket becomes a record
 * with the one field `message`.
 */
public class FilePulseSourceConnector extends SourceConnector {
  static final String VERSION = "stand-in";

  static final ConfigDef CONFIG =
      new ConfigDef()
          .define("topic", STRING, HIGH, "")
          .define("aws.s3.bucket.name", STRING, HIGH, "")
          .define("aws.s3.region", STRING, "us-east-1", HIGH, "")
          .define("aws.s3.service.endpoint", STRING, null, HIGH, "")
          .define("aws.access.key.id", PASSWORD, HIGH, "")
          .define("aws.secret.access.key", PASSWORD, HIGH, "")
          .define("fs.listing.interval.ms", LONG, 10000, HIGH, "")
          .define("fs.listing.class", STRING, HIGH, "")
          .define("fs.cleanup.policy.class", STRING, HIGH, "")
          .define("tasks.reader.class", STRING, HIGH, "")
          .define("tasks.file.status.storage.bootstrap.servers", STRING, HIGH, "");

  private Map<String, String> config;

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public ConfigDef config() {
    return CONFIG;
  }

  @Override
  public void start(Map<String, String> properties) {
    config = properties;
  }

  @Override
  public Class<? extends Task> taskClass() {
    return FilePulseSourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return List.of(config);
  }

  @Override
  public void stop() {}
}
