"""Holds a compose file against the Compose Specification's schema. Prints one JSON object: {"problems": […], "file": {…}}."""
import json
import pathlib
import sys

import jsonschema
import yaml


def main():
    schema = json.loads(pathlib.Path(sys.argv[1]).read_text())
    file = yaml.safe_load(pathlib.Path(sys.argv[2]).read_text())
    # The package's schema is of 2021, which did not know a project's name yet.
    schema["properties"]["name"] = {"type": "string"}
    checker = jsonschema.Draft201909Validator(schema)
    problems = [f"{'.'.join(map(str, error.path))}: {error.message}" for error in checker.iter_errors(file)]
    json.dump({"problems": problems, "file": file}, sys.stdout)


if __name__ == "__main__":
    main()
