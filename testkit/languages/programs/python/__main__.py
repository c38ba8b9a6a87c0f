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
    if "defaults" in given:
        given["defaults"] = arguments(given["defaults"])
    if "connectors" in given:
        given["connectors"] = {name: arguments(one) for name, one in given["connectors"].items()}
    return given


def resource(name, given):
    package, kind = given["type"].rsplit(":", 1)
    if package == "pulumi:providers":
        return pulumi.ProviderResource(kind, name, value(given["properties"]))
    assert package == "pulumi-kafka-connect"
    of = getattr(kafka_connect, kind)
    if "get" in given:
        return of.get(name, given["get"]["id"])
    options = given.get("options", {})
    providers = [made[re.fullmatch(r"\$\{(\w+)\}", one)[1]] for one in options.get("providers", [])]
    opts = pulumi.ResourceOptions(import_=options.get("import"), providers=providers)
    return of(name, opts=opts, **arguments(given["properties"]))


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
