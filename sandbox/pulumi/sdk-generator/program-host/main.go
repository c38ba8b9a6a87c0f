// The part of Pulumi's language hosts that writes programs, such as the text of `pulumi import`.
// The name of the executable says in which language: pulumi-language-go, pulumi-language-nodejs or
// pulumi-language-python. The release's hosts are not on the Go proxy; they call the same functions.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hashicorp/hcl/v2"
	gogen "github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/hcl2/syntax"
	"github.com/pulumi/pulumi/pkg/v3/codegen/nodejs"
	"github.com/pulumi/pulumi/pkg/v3/codegen/pcl"
	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/emptypb"
)

type generator func(*pcl.Program) (map[string][]byte, hcl.Diagnostics, error)

var generators = map[string]generator{
	"go":     gogen.GenerateProgram,
	"nodejs": nodejs.GenerateProgram,
	"python": python.GenerateProgram,
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func serve() error {
	name := filepath.Base(os.Args[0])
	generate, ok := generators[strings.TrimPrefix(name, "pulumi-language-")]
	if !ok {
		return fmt.Errorf("%s is not the name of a host that writes programs", name)
	}
	server, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Init: func(to *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(to, &host{generate: generate})
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(server.Port) // The engine reads it.
	return <-server.Done
}

type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer
	generate generator
}

func (*host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{}, nil
}

func (h *host) GenerateProgram(
	ctx context.Context, request *pulumirpc.GenerateProgramRequest,
) (*pulumirpc.GenerateProgramResponse, error) {
	loader, err := schema.NewLoaderClient(request.LoaderTarget)
	if err != nil {
		return nil, err
	}
	defer loader.Close()
	parser := syntax.NewParser()
	for file, text := range request.Source {
		if err := parser.ParseFile(strings.NewReader(text), file); err != nil {
			return nil, err
		}
	}
	if parser.Diagnostics.HasErrors() {
		return nil, parser.Diagnostics
	}
	options := []pcl.BindOption{pcl.PreferOutputVersionedInvokes}
	if !request.Strict {
		options = append(options, pcl.NonStrictBindOptions()...)
	}
	program, diagnostics, err := pcl.BindProgram(parser.Files, schema.NewCachedLoader(loader), options...)
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	files, diagnostics, err := h.generate(program)
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return &pulumirpc.GenerateProgramResponse{Source: files}, nil
}
