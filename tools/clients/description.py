"""What the client generators need of an OpenAPI document: named types in order of use, and operations."""
import dataclasses
import re


@dataclasses.dataclass
class Field:
    name: str
    type: "Type"
    required: bool
    meaning: str


@dataclasses.dataclass
class Type:
    """`kind` is a JSON type, "enum", "name" (of a named type) or "any"; `of` is what it is made of."""
    kind: str
    of: object = None
    nullable: bool = False


@dataclasses.dataclass
class Named:
    name: str
    meaning: str
    type: Type | None = None            # an alias
    fields: list[Field] | None = None   # or an object


@dataclasses.dataclass
class Operation:
    name: str
    method: str
    path: str
    summary: str
    request: Named | None
    response: Type | None  # None: an answer without a body


@dataclasses.dataclass
class Api:
    title: str
    version: str
    types: list[Named]
    operations: list[Operation]


class _Reader:
    def __init__(self, document):
        self.document = document
        self.schemas = document["components"]["schemas"]
        self.named = {}  # in order of completion: what a type refers to comes before it

    def named_type(self, name):
        if name not in self.named:
            self.define(name, self.schemas[name])
        return self.named[name]

    def define(self, name, schema):
        meaning = schema.get("description", "")
        if "properties" in schema:
            required = schema.get("required", [])
            fields = [Field(field, self.type_of(inner, name + _pascal(field)), field in required, inner.get("description", ""))
                      for field, inner in schema["properties"].items()]
            self.named[name] = Named(name, meaning, fields=fields)
        else:
            self.named[name] = Named(name, meaning, type=self.type_of(schema, name))

    def type_of(self, schema, name):
        """`name` is what an object that stands here without a name of its own is called."""
        if "$ref" in schema:
            referred = schema["$ref"].rsplit("/", 1)[-1]
            self.named_type(referred)
            return Type("name", referred)
        kinds = schema.get("type", "any")
        kinds = [kinds] if isinstance(kinds, str) else list(kinds)
        nullable = "null" in kinds
        kind = [each for each in kinds if each != "null"]
        if len(kind) != 1:
            raise ValueError(f"{name}: a type of several kinds ({kinds}) has no client type yet")
        if "enum" in schema:
            return Type("enum", [value for value in schema["enum"] if value is not None], nullable)
        if "properties" in schema:
            self.define(name, schema)
            return Type("name", name, nullable)
        if kind[0] == "array":
            return Type("array", self.type_of(schema["items"], name + "Item"), nullable)
        return Type(kind[0], None, nullable)

    def operation(self, method, path, operation):
        request = None
        if "requestBody" in operation:
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            request = self.named_type(schema["$ref"].rsplit("/", 1)[-1])
        success = next(answer for status, answer in operation["responses"].items() if status.startswith(("2", "3")))
        content = success.get("content", {})
        response = self.type_of(content["application/json"]["schema"], "") if content else None
        return Operation(operation["operationId"], method.upper(), path, operation["summary"], request, response)


def _pascal(name):
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[_\W]+", name))


def _is_for_programs(operation):
    """Pages and redirects are for browsers; parameters are what the clients cannot send yet."""
    if operation.get("parameters"):
        return False
    successes = [status for status in operation["responses"] if status.startswith(("2", "3"))]
    if not any(status.startswith("2") for status in successes):
        return False
    content = operation["responses"][successes[0]].get("content", {})
    return not content or "application/json" in content


def read(document):
    reader = _Reader(document)
    operations = [reader.operation(method, path, operation)
                  for path, item in document["paths"].items() for method, operation in item.items()
                  if _is_for_programs(operation)]
    reader.named_type("Problem")
    info = document["info"]
    return Api(info["title"], info["version"], list(reader.named.values()), operations)
