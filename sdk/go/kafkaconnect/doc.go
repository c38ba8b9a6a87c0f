// Connectors of Kafka Connect as resources.
package kafkaconnect
