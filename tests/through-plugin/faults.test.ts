/** One fault of each kind, with the plugin instead of the dynamic resource. */
import "../../testkit/languages/use-plugin";
import "../lifecycle/faults.test";
