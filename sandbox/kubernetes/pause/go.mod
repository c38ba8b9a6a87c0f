module pulumi-kafka-connect/sandbox/kubernetes/pause

go 1.24.0
