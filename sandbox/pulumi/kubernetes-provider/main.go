// The Kubernetes provider's plugin, without what only other languages' SDKs ask of it: the schema.
package main

import "github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"

// Set by the build: the version of the SDK that the plugin is for.
var version string

func main() {
	schema := `{"name":"kubernetes","version":"` + version + `","resources":{}}`
	provider.Serve("kubernetes", version, []byte(schema), []byte("{}"))
}
