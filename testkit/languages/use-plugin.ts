/** Each file of tests/native and tests/through-plugin imports this first: the programs of this process use the plugin. */
process.env.TEST_ADAPTER = "plugin";
