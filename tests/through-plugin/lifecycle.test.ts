/** Cases of the dynamic resource, with the plugin instead of it. */
import "../../testkit/languages/use-plugin";
import "../lifecycle/existing.test";
import "../lifecycle/secrets.test";
import "../lifecycle/set.test";
import "../lifecycle/update.test";
