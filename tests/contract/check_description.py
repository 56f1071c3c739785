"""Run by the environment that tools/setup.sh makes: is DESCRIPTION OpenAPI 3.1, and does it keep its own rules?

Against the official meta-schema, and every example against the schema beside it.
"""
import json
import sys

from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012


def examples(node, where="#"):
    """(example, schema, place) of every object that has both."""
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from examples(item, f"{where}/{index}")
    if not isinstance(node, dict):
        return
    if "example" in node and "schema" in node:
        yield node["example"], node["schema"], where
    if isinstance(node.get("examples"), list):
        schema = {key: value for key, value in node.items() if key != "examples"}
        for example in node["examples"]:
            yield example, schema, where
    for key, value in node.items():
        if key not in ("example", "examples"):
            yield from examples(value, f"{where}/{key}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        document = json.load(file)
    problems = [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()]
    registry = Registry().with_resource("urn:edify", Resource(contents=document, specification=DRAFT202012))
    count = 0
    for example, schema, where in examples(document):
        absolute = json.loads(json.dumps(schema).replace('"#/', '"urn:edify#/'))
        validator = Draft202012Validator(absolute, registry=registry)
        problems += [f"{where}: {error.message}" for error in validator.iter_errors(example)]
        count += 1
    for problem in problems:
        print(problem)
    print(f"{len(problems)} problems, {count} examples")
    return 1 if problems or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
