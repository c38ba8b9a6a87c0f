/** Imported before all else by each file of tests/native: the programs of this process use the plugin. */
process.env.TEST_ADAPTER = "plugin";
