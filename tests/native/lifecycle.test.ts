/** Cases of the dynamic resource, with the plugin in its place. */
import "../../testkit/use-plugin";
import "../lifecycle/create.test";
