"""Lints and renders Edify's chart with Helm's own engine for a set of values, and holds what comes out against the schemas of
Kubernetes. Run by tests/e2e/test_deploy.py in the environment that tools/setup.sh makes. Prints one JSON object:
{"problems": […], "objects": {set: [object, …]}}."""
import json
import logging
import pathlib
import sys

import helm_python as helm
import kubernetes_validate
import yaml

# The oldest that Chart.yaml allows, and the newest that the package knows.
VERSIONS = ("1.28", "1.37")


def merged(values, over):
    for key, value in over.items():
        values[key] = merged(values.get(key) or {}, value) if isinstance(value, dict) else value
    return values


def values_of(chart, names):
    values = {}
    for name in names:
        merged(values, yaml.safe_load((chart / "values" / f"{name}.yaml").read_text()))
    return values


def schema_problems(thing):
    if thing["apiVersion"].startswith("monitoring.coreos.com/"):
        return  # a definition of the Prometheus operator's; tests/e2e/test_deploy.py looks into it
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(thing, version, strict=True)
        except Exception as error:  # of the library's three kinds, all of them a finding
            path = ".".join(map(str, getattr(error, "path", [])))
            yield f"{thing['kind']} {thing['metadata']['name']} ({version}): {path} {getattr(error, 'message', error)}"


def main():
    chart = pathlib.Path(sys.argv[1])
    sets = json.loads(sys.argv[2])  # {name of a set: {"files": [names], "values": {…}}}
    problems, objects, seen = [], {}, {}
    with helm.Chart.load(chart) as loaded:
        for name, given in sets.items():
            values = merged(values_of(chart, given["files"]), given.get("values", {}))
            report = helm.lint(chart, values, strict=True)
            # 1 is for information: that the chart has no icon.
            problems += [f"{name}: lint: {each['path']}: {each['error']}" for each in report["messages"] if each["severity"] > 1]
            try:
                loaded.validate_schema(values)
                rendered = loaded.render(values, name="edify", namespace="school")
            except helm.HelmError as error:
                problems.append(f"{name}: {error}")
                continue
            objects[name] = [thing for path, text in rendered.items() if not path.endswith(".txt")
                             for thing in yaml.safe_load_all(text) if thing]
            for thing in objects[name]:
                text = json.dumps(thing, sort_keys=True)
                if text not in seen:  # most are the same in many sets
                    seen[text] = list(schema_problems(thing))
                problems += [f"{name}: {each}" for each in seen[text]]
    json.dump({"problems": problems, "objects": objects}, sys.stdout)


if __name__ == "__main__":
    logging.disable()
    main()
