package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-kafka-connect/sdk/go/kafkaconnect"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		orders, err := kafkaconnect.NewConnector(ctx, "orders-to-file", &kafkaconnect.ConnectorArgs{
			Class:    pulumi.String("org.apache.kafka.connect.file.FileStreamSinkConnector"),
			TasksMax: pulumi.Int(1),
			Config: pulumi.StringMap{
				"topics": pulumi.String("orders"),
				"file":   pulumi.String("/tmp/orders.txt"),
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("state", orders.State)
		return nil
	})
}
