/** One fault of each kind, with the plugin in the dynamic resource's place. */
import "../../testkit/languages/use-plugin";
import "../lifecycle/faults.test";
