// Requests to this server. The session is a cookie that scripts can not read; what fails is a Problem.
import { signal } from '@preact/signals';

export class Problem extends Error {
  constructor(
    readonly status: number, // 0: nothing was answered
    readonly reason: string,
    detail: string,
    readonly retry_after: number = 0, // seconds
  ) {
    super(detail);
  }
}

// Becomes true when a request finds the session over.
export const signed_out = signal(false);

export async function problem_of(response: Response): Promise<Problem> {
  if (response.status === 401) signed_out.value = true;
  const said = (await response.json().catch(() => ({}))) as { detail?: string; title?: string; reason?: string };
  const wait = Number(response.headers.get('Retry-After') ?? 0);
  return new Problem(response.status, said.reason ?? '', said.detail ?? said.title ?? '', wait);
}

export function as_problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, 'offline', error instanceof Error ? error.message : String(error));
}

async function request(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      signal: signal ?? null,
      credentials: 'same-origin',
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw as_problem(error);
  }
  if (!response.ok) throw await problem_of(response);
  return response;
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await request('GET', path, undefined, signal)).json()) as T;
}

export async function send<T = void>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  const response = await request(method, path, body);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

// "?a=1&b=2" of what is not empty.
export function query(values: Record<string, string | number | undefined>): string {
  const wanted = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  if (wanted.length === 0) return '';
  return '?' + new URLSearchParams(wanted.map(([name, value]) => [name, String(value)])).toString();
}
