"""What program.json says: the resources, functions and outputs of a YAML program."""

import json
import re

import pulumi
import pulumi_kafka_connect as kafka_connect

made = {}


def snake(name):
    return re.sub(r"(?=[A-Z])", "_", name).lower()


def value(given):
    if isinstance(given, dict) and "fn::secret" in given:
        return pulumi.Output.secret(given["fn::secret"])
    if isinstance(given, dict):
        return {key: value(one) for key, one in given.items()}
    if isinstance(given, list):
        return [value(one) for one in given]
    reference = re.fullmatch(r"\$\{(\w+)\.(\w+)\}", given) if isinstance(given, str) else None
    return getattr(made[reference[1]], snake(reference[2])) if reference else given


def arguments(properties):
    given = {snake(name): value(one) for name, one in properties.items()}
    if "class" in given:
        given["class_"] = given.pop("class")
    return given


def resource(name, given):
    assert given["type"] == "pulumi-kafka-connect:Connector"
    if "get" in given:
        return kafka_connect.Connector.get(name, given["get"]["id"])
    options = pulumi.ResourceOptions(import_=given.get("options", {}).get("import"))
    return kafka_connect.Connector(name, opts=options, **arguments(given["properties"]))


def function(given):
    call = given["fn::invoke"]
    name = snake(call["function"].split(":")[1])
    return getattr(kafka_connect, f"{name}_output")(**arguments(call["arguments"]))


with open("program.json") as file:
    program = json.load(file)
for name, given in program.get("resources", {}).items():
    made[name] = resource(name, given)
for name, given in program.get("variables", {}).items():
    made[name] = function(given)
for name, given in program.get("outputs", {}).items():
    pulumi.export(name, value(given))
