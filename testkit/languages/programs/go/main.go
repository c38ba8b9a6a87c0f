// What program.json says: the resources, functions and outputs of a YAML program.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"sort"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"pulumi-kafka-connect/sdk/go/kafkaconnect"
)

type program struct {
	Resources map[string]resource
	Variables map[string]struct {
		Invoke struct {
			Function  string
			Arguments struct{ Name string }
		} `json:"fn::invoke"`
	}
	Outputs map[string]string
}

type resource struct {
	Type       string
	Properties properties
	Options    struct{ Import string }
	Get        *struct{ ID string }
}

type properties struct {
	Name            *string
	Class           string
	TasksMax        *int
	WaitFor         *string
	Config          map[string]any
	RestartTriggers []any
	// Of a connector: a reference.
	Cluster string
	// Of a set.
	Connectors map[string]properties
	Defaults   *properties
	// Of a Connect cluster.
	Namespace                      string
	BootstrapServers               string
	Image                          struct{ Application, Init string }
	Replicas                       int
	InternalTopicReplicationFactor int
	RebalanceDelay                 string
	Heap                           string
	JvmOptions                     []string
	Resources                      map[string]any
	Healing                        any
}

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		text, err := os.ReadFile("program.json")
		if err != nil {
			return err
		}
		var given program
		if err := json.Unmarshal(text, &given); err != nil {
			return err
		}
		return given.run(ctx)
	})
}

func (p program) run(ctx *pulumi.Context) error {
	made := map[string]any{}
	for _, name := range names(p.Resources) {
		one, err := p.Resources[name].register(ctx, name, made)
		if err != nil {
			return err
		}
		made[name] = one
	}
	for _, name := range names(p.Variables) {
		call := p.Variables[name].Invoke
		switch call.Function {
		case "pulumi-kafka-connect:getConnectorStatus":
			connector := output(made, call.Arguments.Name).(pulumi.StringOutput)
			args := kafkaconnect.GetConnectorStatusOutputArgs{Name: connector}
			made[name] = kafkaconnect.GetConnectorStatusOutput(ctx, args)
		case "pulumi-kafka-connect:getConnectorPlugins":
			args := kafkaconnect.GetConnectorPluginsOutputArgs{}
			made[name] = kafkaconnect.GetConnectorPluginsOutput(ctx, args)
		default:
			return fmt.Errorf("there is no function %s", call.Function)
		}
	}
	for name, reference := range p.Outputs {
		ctx.Export(name, output(made, reference))
	}
	return nil
}

func (r resource) register(ctx *pulumi.Context, name string, made map[string]any) (any, error) {
	switch r.Type {
	case "pulumi-kafka-connect:Connector":
		return r.connector(ctx, name, made)
	case "pulumi-kafka-connect:ConnectorSet":
		return r.set(ctx, name)
	case "pulumi-kafka-connect:ConnectCluster":
		return r.cluster(ctx, name)
	}
	return nil, fmt.Errorf("there is no resource %s", r.Type)
}

func (r resource) cluster(ctx *pulumi.Context, name string) (*kafkaconnect.ConnectCluster, error) {
	given := r.Properties
	return kafkaconnect.NewConnectCluster(ctx, name, &kafkaconnect.ConnectClusterArgs{
		Namespace:        pulumi.String(given.Namespace),
		BootstrapServers: pulumi.String(given.BootstrapServers),
		Image: kafkaconnect.ImageArgs{
			Application: pulumi.String(given.Image.Application),
			Init:        pulumi.String(given.Image.Init),
		},
		Replicas:                       pulumi.Int(given.Replicas),
		InternalTopicReplicationFactor: pulumi.Int(given.InternalTopicReplicationFactor),
		RebalanceDelay:                 pulumi.String(given.RebalanceDelay),
		Heap:                           pulumi.String(given.Heap),
		JvmOptions:                     pulumi.ToStringArray(given.JvmOptions),
		Resources:                      pulumi.ToOutput(given.Resources),
		Healing:                        given.Healing,
	})
}

func (r resource) connector(
	ctx *pulumi.Context, name string, made map[string]any,
) (*kafkaconnect.Connector, error) {
	if r.Get != nil {
		return kafkaconnect.GetConnector(ctx, name, pulumi.ID(r.Get.ID), nil)
	}
	args := &kafkaconnect.ConnectorArgs{
		Class:    pulumi.String(r.Properties.Class),
		Name:     pulumi.StringPtrFromPtr(r.Properties.Name),
		TasksMax: pulumi.IntPtrFromPtr(r.Properties.TasksMax),
		Config:   r.Properties.config(),
	}
	if cluster := r.Properties.Cluster; cluster != "" {
		args.Cluster = output(made, cluster).(kafkaconnect.ConnectEndpointOutput)
	}
	if waitFor := r.Properties.WaitFor; waitFor != nil {
		args.WaitFor = kafkaconnect.ConnectorWaitFor(*waitFor)
	}
	if triggers := r.Properties.RestartTriggers; triggers != nil {
		list := pulumi.Array{}
		for _, value := range triggers {
			if secret := secretIn(value); secret != nil {
				list = append(list, pulumi.ToSecret(pulumi.String(*secret)))
			} else {
				list = append(list, pulumi.ToOutput(value))
			}
		}
		args.RestartTriggers = list
	}
	var options []pulumi.ResourceOption
	if r.Options.Import != "" {
		options = append(options, pulumi.Import(pulumi.ID(r.Options.Import)))
	}
	return kafkaconnect.NewConnector(ctx, name, args, options...)
}

func (r resource) set(ctx *pulumi.Context, name string) (*kafkaconnect.ConnectorSet, error) {
	connectors := kafkaconnect.ConnectorSetMemberMap{}
	for name, one := range r.Properties.Connectors {
		connectors[name] = one.member()
	}
	args := &kafkaconnect.ConnectorSetArgs{Connectors: connectors}
	if defaults := r.Properties.Defaults; defaults != nil {
		args.Defaults = defaults.member()
	}
	return kafkaconnect.NewConnectorSet(ctx, name, args)
}

func (p properties) member() kafkaconnect.ConnectorSetMemberArgs {
	member := kafkaconnect.ConnectorSetMemberArgs{
		TasksMax: pulumi.IntPtrFromPtr(p.TasksMax),
		Config:   p.config(),
	}
	if p.Class != "" {
		member.Class = pulumi.String(p.Class)
	}
	return member
}

func (p properties) config() pulumi.StringMap {
	config := pulumi.StringMap{}
	for key, value := range p.Config {
		if secret := secretIn(value); secret != nil {
			config[key] = pulumi.ToSecret(pulumi.String(*secret)).(pulumi.StringOutput)
		} else {
			config[key] = pulumi.String(fmt.Sprint(value))
		}
	}
	return config
}

func secretIn(value any) *string {
	if marked, ok := value.(map[string]any); ok {
		if secret, ok := marked["fn::secret"].(string); ok {
			return &secret
		}
	}
	return nil
}

var reference = regexp.MustCompile(`^\$\{(\w+)\.(\w+)\}$`)

// The output that a reference such as ${orders.state} names.
func output(made map[string]any, text string) pulumi.Output {
	parts := reference.FindStringSubmatch(text)
	switch of := made[parts[1]].(type) {
	case *kafkaconnect.Connector, *kafkaconnect.ConnectorSet, *kafkaconnect.ConnectCluster:
		fields := reflect.ValueOf(of).Elem()
		for i := range fields.NumField() {
			if fields.Type().Field(i).Tag.Get("pulumi") == parts[2] {
				return fields.Field(i).Interface().(pulumi.Output)
			}
		}
	case kafkaconnect.GetConnectorStatusResultOutput:
		if parts[2] == "state" {
			return of.State()
		}
	case kafkaconnect.GetConnectorPluginsResultOutput:
		if parts[2] == "plugins" {
			return of.Plugins()
		}
	}
	panic("there is no output " + text)
}

func names[T any](of map[string]T) []string {
	all := make([]string, 0, len(of))
	for name := range of {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}
