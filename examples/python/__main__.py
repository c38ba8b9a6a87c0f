import pulumi
from pulumi_kafka_connect import Connector

orders = Connector(
    "orders-to-file",
    class_="org.apache.kafka.connect.file.FileStreamSinkConnector",
    tasks_max=1,
    config={
        "topics": "orders",
        "file": "/tmp/orders.txt",
    },
)

pulumi.export("state", orders.state)
