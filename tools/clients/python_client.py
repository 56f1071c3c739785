"""Writes clients/python/edify_client.py."""
import re
import textwrap

HEAD = '''"""A client of the Edify API, with nothing but the standard library. Python 3.11 or later.

Made by tools/make_clients.py from the program's own description; changes belong there.

    client = EdifyClient("https://edify.school.example", token=token)
    for result in client.query("How do plants make their food?", limit=3)["results"]:
        print(result["source_file"], result["metadata"]["page"], result["content"])
"""
import json
import urllib.error
import urllib.request
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast
'''

CLIENT = '''

class EdifyError(Exception):
    """An answer that is not a success. `reason` is a stable word for programs, `detail` a sentence for people."""

    def __init__(self, status: int, problem: Problem, retry_after: int | None) -> None:
        super().__init__(f"{status} {problem['reason']}: {problem['detail']} (request {problem['request_id']})")
        self.status = status
        self.reason = problem["reason"]
        self.detail = problem["detail"]
        self.request_id = problem["request_id"]
        self.retry_after = retry_after  # seconds to wait before asking again, where the service says so


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Credentials go to the address that was given and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


class EdifyClient:
    """Thread-safe. Network failures are urllib.error.URLError and TimeoutError, as urllib raises them."""

    def __init__(self, base_url: str, *, token: str | None = None, api_key: str | None = None,
                 timeout: float = 30.0) -> None:
        """`token` is a bearer token; `api_key` is for programs. `timeout` is in seconds, for each request."""
        if not base_url.startswith(("https://", "http://")):
            raise ValueError("base_url must start with https:// or http://")
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Accept": "application/json", "User-Agent": "edify-client-python/@VERSION@"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        if api_key is not None:
            self._headers["X-API-Key"] = api_key
        self._opener = urllib.request.build_opener(_NoRedirects)
@METHODS@
    def _request(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = dict(self._headers)
        data = None
        if body is not None:
            data = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._base_url + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                content = answer.read()
                return json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error.code, error.read(), error.headers.get("Retry-After")) from None


def _error_of(status: int, content: bytes, retry_after: str | None) -> EdifyError:
    try:
        problem = json.loads(content)
        known = isinstance(problem, dict) and all(name in problem for name in ("reason", "detail", "request_id"))
    except ValueError:
        known = False
    if not known:  # a proxy on the way answered, not Edify
        problem = {"type": "about:blank", "title": "", "status": status, "reason": "unknown",
                   "detail": "the answer is not one of Edify's", "request_id": ""}
    seconds = int(retry_after) if retry_after is not None and retry_after.isdigit() else None
    return EdifyError(status, cast(Problem, problem), seconds)
'''

SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "object": "dict[str, Any]", "any": "Any"}


def type_text(kind):
    if kind.kind == "name":
        text = kind.of
    elif kind.kind == "enum":
        text = f"Literal[{', '.join(repr(value).replace(chr(39), chr(34)) for value in kind.of)}]"
    elif kind.kind == "array":
        text = f"list[{type_text(kind.of)}]"
    else:
        text = SIMPLE[kind.kind]
    return text + (" | None" if kind.nullable else "")


def comment(text, indent):
    return [f"{indent}# {line}" for line in textwrap.wrap(text, 118 - len(indent))]


def write_type(named):
    if named.fields is None:
        return ["", *comment(named.meaning, ""), f"{named.name}: TypeAlias = {type_text(named.type)}"]
    lines = ["", "", f"class {named.name}(TypedDict):"]
    if named.meaning:
        lines.append(f'    """{named.meaning}."""')
    for field in named.fields:
        lines += comment(field.meaning, "    ")
        text = type_text(field.type)
        lines.append(f"    {field.name}: {text if field.required else f'NotRequired[{text}]'}")
    return lines


def snake(name):
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def write_method(operation):
    parameters, names = ["self"], []
    if operation.request:
        needed = [field for field in operation.request.fields if field.required]
        rest = [field for field in operation.request.fields if not field.required]
        parameters += [f"{field.name}: {type_text(field.type)}" for field in needed]
        parameters += ["*"] if rest else []
        for field in rest:
            text = type_text(field.type)
            parameters.append(f"{field.name}: {text if field.type.nullable else text + ' | None'} = None")
        names = [field.name for field in needed + rest]
    result = type_text(operation.response) if operation.response else "None"
    head = f"    def {snake(operation.name)}("
    arrow = ")\u00a0->\u00a0"  # no line ends here: it would end the statement
    lines = textwrap.wrap(f"{head}{', '.join(parameters)}{arrow}{result}:", 118, break_long_words=False,
                          subsequent_indent=" " * len(head))
    lines = [""] + [line.replace("\u00a0", " ") for line in lines]
    lines += textwrap.wrap(f'"""{operation.summary}."""', 118, initial_indent="        ", subsequent_indent="        ")
    arguments = [f'"{operation.method}"', f'"{operation.path}"']
    if names:
        lines.append("        body = {" + ", ".join(f'"{name}": {name}' for name in names) + "}")
        arguments.append("body")
    call = f"self._request({', '.join(arguments)})"
    lines.append(f"        return cast({result}, {call})" if operation.response else f"        {call}")
    return lines


def write(api):
    types = [line for named in api.types for line in write_type(named)]
    methods = "\n".join(line for operation in api.operations for line in write_method(operation)) + "\n"
    client = CLIENT.replace("@VERSION@", api.version).replace("@METHODS@", methods)
    return HEAD + "\n".join(types) + "\n" + client
