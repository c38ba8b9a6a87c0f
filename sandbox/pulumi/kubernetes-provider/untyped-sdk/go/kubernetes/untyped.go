// Package kubernetes has what the provider takes from its Go SDK, without a type for each kind of
// resource. Compiling those takes three times as long as everything else in the provider, and only
// its components for YAML files and Helm charts use the SDK at all.
package kubernetes

import "reflect"

// UntypedArgs is a resource as it is in a manifest.
type UntypedArgs map[string]any

// ElementType makes it an input.
func (UntypedArgs) ElementType() reflect.Type {
	return reflect.TypeFor[map[string]any]()
}
