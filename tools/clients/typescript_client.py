"""Writes clients/typescript/edify.ts."""
import re
import textwrap

HEAD = '''// A client of the Edify API on fetch, without dependencies: for browsers, Node.js 18 or later, Deno and Bun.
//
// Made by tools/make_clients.py from the program's own description; changes belong there.
//
//   const client = new EdifyClient("https://edify.school.example", { token });
//   const { results } = await client.query({ query: "How do plants make their food?", limit: 3 });
'''

CLIENT = '''
/** An answer that is not a success. `reason` is a stable word for programs, `detail` a sentence for people. */
export class EdifyError extends Error {
  readonly reason: string;
  readonly detail: string;
  readonly requestId: string;

  /** `retryAfter`: seconds to wait before asking again, where the service says so. */
  constructor(readonly status: number, problem: Problem, readonly retryAfter: number | null) {
    super(`${status} ${problem.reason}: ${problem.detail} (request ${problem.request_id})`);
    this.name = "EdifyError";
    this.reason = problem.reason;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
  }
}

export interface EdifyOptions {
  /** A bearer token. */
  token?: string;
  /** An API key, for programs; never in a page. */
  apiKey?: string;
  /** Milliseconds for each request; 30,000 where it is left out. */
  timeout?: number;
  /** Cookies: "same-origin" for a page that the same server serves. */
  credentials?: RequestCredentials;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Network failures are what fetch rejects with: TypeError, and DOMException for time-outs and aborts. */
export class EdifyClient {
  readonly #baseUrl: string;
  readonly #options: EdifyOptions;

  constructor(baseUrl: string, options: EdifyOptions = {}) {
    this.#baseUrl = baseUrl.replace(/\\/+$/, "");
    this.#options = options;
  }
@METHODS@
  async #request<Answer>(method: string, path: string, call: CallOptions, body?: object): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (this.#options.token !== undefined) headers["Authorization"] = `Bearer ${this.#options.token}`;
    if (this.#options.apiKey !== undefined) headers["X-API-Key"] = this.#options.apiKey;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await fetch(this.#baseUrl + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: this.#options.credentials ?? "omit",
      redirect: "error", // credentials go to the address that was given and to no other
      signal: call.signal ?? AbortSignal.timeout(this.#options.timeout ?? 30_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw errorOf(answer.status, text, answer.headers.get("Retry-After"));
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}

function errorOf(status: number, text: string, retryAfter: string | null): EdifyError {
  const seconds = retryAfter !== null && /^[0-9]+$/.test(retryAfter) ? Number(retryAfter) : null;
  return new EdifyError(status, problemOf(status, text), seconds);
}

function problemOf(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    if (problem?.reason !== undefined && problem.detail !== undefined) return problem as Problem;
  } catch {
    // a proxy on the way answered, not Edify
  }
  const detail = "the answer is not one of Edify's";
  return { type: "about:blank", title: "", status, detail, reason: "unknown", request_id: "" };
}
'''

SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean",
          "object": "Record<string, unknown>", "any": "unknown"}


def type_text(kind):
    if kind.kind == "name":
        text = kind.of
    elif kind.kind == "enum":
        text = " | ".join(f'"{value}"' for value in kind.of)
    elif kind.kind == "array":
        inner = type_text(kind.of)
        text = f"({inner})[]" if "|" in inner else f"{inner}[]"
    else:
        text = SIMPLE[kind.kind]
    return text + (" | null" if kind.nullable else "")


def comment(text, indent):
    if not text:
        return []
    if len(text) + len(indent) <= 110:
        return [f"{indent}/** {text} */"]
    return [f"{indent}/**", *(f"{indent} * {line}" for line in textwrap.wrap(text, 110)), f"{indent} */"]


def write_type(named):
    lines = ["", *comment(named.meaning, "")]
    if named.fields is None:
        return [*lines, f"export type {named.name} = {type_text(named.type)};"]
    lines.append(f"export interface {named.name} {{")
    for field in named.fields:
        lines += comment(field.meaning, "  ")
        lines.append(f"  {field.name}{'' if field.required else '?'}: {type_text(field.type)};")
    return [*lines, "}"]


def camel(name):
    return re.sub(r"_([a-z])", lambda found: found.group(1).upper(), name)


def write_method(operation):
    result = type_text(operation.response) if operation.response else "void"
    body = f"body: {operation.request.name}, " if operation.request else ""
    arguments = f'"{operation.method}", "{operation.path}", call' + (", body" if body else "")
    return ["", *comment(operation.summary, "  "),
            f"  {camel(operation.name)}({body}call: CallOptions = {{}}): Promise<{result}> {{",
            f"    return this.#request({arguments});", "  }"]


def write(api):
    types = "\n".join(line for named in api.types for line in write_type(named))
    methods = "\n".join(line for operation in api.operations for line in write_method(operation)) + "\n"
    return HEAD + types + "\n" + CLIENT.replace("@METHODS@", methods)
