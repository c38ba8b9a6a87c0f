/** Cases of the dynamic resource, with the plugin instead of it. tests/through-plugin has the others. */
import "../../testkit/languages/use-plugin";
import "../lifecycle/create.test";
