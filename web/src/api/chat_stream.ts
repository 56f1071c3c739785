// POST /chat: a question, answered by server-sent events. fetch reads them, since EventSource can only GET.
import { Problem, as_problem, problem_of } from './client';
import type { Done, Piece, Sources } from './types';

export interface Question {
  message: string;
  conversation_id?: string;
  module?: string;
  grades?: string[];
  year?: string;
  document_id?: string;
  document_type?: string;
  language?: string;
}

export interface Listener {
  sources(event: Sources): void;
  delta(event: Piece): void;
  // What was told so far does not count: the answer begins again.
  restart(): void;
  done(event: Done): void;
}

function tell(block: string, listener: Listener): void {
  let name = '';
  let data = '';
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    if (line.startsWith('data:')) data += line.slice(5).trim();
  }
  if (name === 'sources') listener.sources(JSON.parse(data) as Sources);
  if (name === 'delta') listener.delta(JSON.parse(data) as Piece);
  if (name === 'restart') listener.restart();
  if (name === 'done') listener.done(JSON.parse(data) as Done);
  if (name === 'error') {
    const said = JSON.parse(data) as { status?: number; reason?: string; detail?: string };
    throw new Problem(said.status ?? 503, said.reason ?? '', said.detail ?? '');
  }
}

// Ends when the answer has been told. Throws Problem, or AbortError where `stop` was used.
export async function ask(question: Question, listener: Listener, stop: AbortSignal): Promise<void> {
  let is_done = false;
  const heard: Listener = { ...listener, done: (event) => ((is_done = true), listener.done(event)) };
  try {
    const response = await fetch('/chat', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'text/event-stream, application/problem+json' },
      body: JSON.stringify(question),
      signal: stop,
    });
    if (!response.ok || !response.body) throw await problem_of(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      rest += value;
      let end: number;
      while ((end = rest.indexOf('\n\n')) >= 0) {
        tell(rest.slice(0, end), heard);
        rest = rest.slice(end + 2);
      }
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw as_problem(error);
  }
  if (!is_done) throw new Problem(0, 'ended_early', '');
}
