package io.confluent.connect.s3.source;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnector;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Stands in for Confluent's, by its class and keys: it finds no objects, but wants its credentials. */
public class S3SourceConnector extends SourceConnector {
  private static final ConfigDef CONFIG =
      new ConfigDef()
          .define("mode", STRING, HIGH, "")
          .define("format.class", STRING, HIGH, "")
          .define("topics.dir", STRING, HIGH, "")
          .define("topic.regex.list", STRING, HIGH, "")
          .define("s3.bucket.name", STRING, HIGH, "")
          .define("s3.region", STRING, HIGH, "")
          .define("aws.access.key.id", STRING, HIGH, "")
          .define("aws.secret.access.key", PASSWORD, HIGH, "");

  private Map<String, String> config;

  @Override
  public String version() {
    return "2.0.1";
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
    return S3SourceTask.class;
  }

  @Override
  public List<Map<String, String>> taskConfigs(int maxTasks) {
    return Collections.nCopies(maxTasks, config);
  }

  @Override
  public void stop() {}

  public static class S3SourceTask extends SourceTask {
    @Override
    public String version() {
      return "2.0.1";
    }

    @Override
    public void start(Map<String, String> properties) {
      if (properties.get("aws.secret.access.key").startsWith("$")) {
        throw new ConnectException("the reference to the secret key was not resolved");
      }
    }

    @Override
    public List<SourceRecord> poll() throws InterruptedException {
      Thread.sleep(100);
      return null;
    }

    @Override
    public void stop() {}
  }
}
