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
		connector, err := p.Resources[name].register(ctx, name)
		if err != nil {
			return err
		}
		made[name] = connector
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

func (r resource) register(ctx *pulumi.Context, name string) (*kafkaconnect.Connector, error) {
	if r.Type != "pulumi-kafka-connect:Connector" {
		return nil, fmt.Errorf("there is no resource %s", r.Type)
	}
	if r.Get != nil {
		return kafkaconnect.GetConnector(ctx, name, pulumi.ID(r.Get.ID), nil)
	}
	args := &kafkaconnect.ConnectorArgs{
		Class:    pulumi.String(r.Properties.Class),
		Name:     pulumi.StringPtrFromPtr(r.Properties.Name),
		TasksMax: pulumi.IntPtrFromPtr(r.Properties.TasksMax),
		Config:   pulumi.StringMap{},
	}
	if waitFor := r.Properties.WaitFor; waitFor != nil {
		args.WaitFor = kafkaconnect.ConnectorWaitFor(*waitFor)
	}
	for key, value := range r.Properties.Config {
		if secret := secretIn(value); secret != nil {
			args.Config.(pulumi.StringMap)[key] = pulumi.ToSecret(pulumi.String(*secret)).(pulumi.StringOutput)
		} else {
			args.Config.(pulumi.StringMap)[key] = pulumi.String(fmt.Sprint(value))
		}
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
	case *kafkaconnect.Connector:
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
