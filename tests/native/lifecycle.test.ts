/** Cases of the dynamic resource, with the plugin in its place. */
import "../../testkit/languages/use-plugin";
import "../lifecycle/create.test";
