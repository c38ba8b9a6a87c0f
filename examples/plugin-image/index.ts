import * as pulumi from "@pulumi/pulumi";
import { ConnectCluster, PluginImage } from "pulumi-kafka-connect";

const settings = new pulumi.Config();

const plugins = new PluginImage("connect-plugins", {
  baseImage: "apache/kafka:4.3.1",
  imageName: settings.require("imageName"),
  plugins: {
    confluentHub: [
      {
        owner: "confluentinc",
        name: "kafka-connect-datagen",
        version: "0.6.5",
        acceptLicense: true, // Read it on Confluent Hub first.
      },
    ],
  },
  // On a Mac with an Apple chip: platform: "linux/amd64",
});

const connect = new ConnectCluster("connect", {
  image: { application: plugins.image },
  bootstrapServers: settings.require("bootstrapServers"),
});

export const image = plugins.image;
export const installedPlugins = connect.installedPlugins;
