// The conversation on the screen: its turns, and the one answer that may be on its way.
import { signal } from '@preact/signals';
import { type Problem, as_problem, get, send } from '../api/client';
import { type Question, ask } from '../api/chat_stream';
import type { Citation, Conversation, Done, Piece, Source, StoredMessage } from '../api/types';
import { navigate, path } from '../router';
import { load_history } from './history';

export interface Turn {
  key: number;
  question: string;
  state: 'waiting' | 'streaming' | 'done' | 'stopped' | 'failed';
  sources: Source[];
  pieces: Piece[];
  message_id?: string;
  stale_for?: number;
  done?: Done;
  problem?: Problem;
  rating?: 'up' | 'down';
  withheld?: boolean;
}

export interface Filters {
  module?: string;
  grade?: string;
  year?: string;
  document_type?: string;
  document?: { id: string; title: string };
}

export const turns = signal<Turn[]>([]);
export const filters = signal<Filters>({});
export const conversation_id = signal<string | null>(null);
export const opening = signal<'no' | 'loading' | Problem>('no');
let key = 0;
let stopper: AbortController | null = null;

export function is_answering(): boolean {
  const last = turns.value.at(-1);
  return last?.state === 'waiting' || last?.state === 'streaming';
}

function change(which: number, values: Partial<Turn>): void {
  turns.value = turns.value.map((turn) => (turn.key === which ? { ...turn, ...values } : turn));
}

function add_piece(which: number, piece: Piece): void {
  const turn = turns.peek().find((each) => each.key === which);
  if (turn) change(which, { state: 'streaming', pieces: [...turn.pieces, piece] });
}

function question_of(message: string): Question {
  const wanted = filters.value;
  const question: Question = { message };
  if (conversation_id.value) question.conversation_id = conversation_id.value;
  if (wanted.module) question.module = wanted.module;
  if (wanted.grade) question.grades = [wanted.grade];
  if (wanted.year) question.year = wanted.year;
  if (wanted.document_type) question.document_type = wanted.document_type;
  if (wanted.document) question.document_id = wanted.document.id;
  return question;
}

export async function ask_question(message: string): Promise<void> {
  stop();
  const mine = ++key;
  turns.value = [...turns.value, { key: mine, question: message, state: 'waiting', sources: [], pieces: [] }];
  const controller = new AbortController();
  stopper = controller;
  try {
    await ask(
      question_of(message),
      {
        sources: (event) => {
          conversation_id.value = event.conversation_id;
          const { sources, message_id, stale_for } = event;
          change(mine, { sources, message_id, ...(stale_for === undefined ? {} : { stale_for }) });
        },
        delta: (piece) => add_piece(mine, piece),
        restart: () => change(mine, { pieces: [] }),
        done: (done) => {
          change(mine, { state: 'done', done });
          // The address names the conversation once there is one to come back to.
          if (path.peek() === '/app') navigate(`/app/c/${done.conversation_id}`, true);
          void load_history();
        },
      },
      controller.signal,
    );
  } catch (error) {
    if (controller.signal.aborted) change(mine, { state: 'stopped' });
    else change(mine, { state: 'failed', problem: as_problem(error) });
  } finally {
    if (stopper === controller) stopper = null;
  }
}

export function stop(): void {
  stopper?.abort();
}

// Asks the question of a turn once more, in place of the answer that it had.
export async function retry(turn: Turn): Promise<void> {
  turns.value = turns.value.filter((each) => each.key !== turn.key);
  await ask_question(turn.question);
}

export function start_conversation(): void {
  stop();
  turns.value = [];
  conversation_id.value = null;
  opening.value = 'no';
}

// `replace`: in place of this step of the history.
export function ask_document(id: string, title: string, replace = false): void {
  start_conversation();
  filters.value = { document: { id, title } };
  navigate('/app', replace);
}

export async function open_conversation(id: string): Promise<void> {
  if (conversation_id.peek() === id) return;
  stop();
  turns.value = [];
  conversation_id.value = id;
  opening.value = 'loading';
  try {
    const found = await get<Conversation>(`/conversations/${id}`);
    if (conversation_id.peek() !== id) return;
    turns.value = turns_of(found);
    opening.value = 'no';
  } catch (error) {
    if (conversation_id.peek() === id) opening.value = as_problem(error);
  }
}

function whole(done: Partial<Done>): Done {
  const usual = { refused: false, grounded_share: 1, unsupported: [], citations: [], related_questions: [], related_documents: [] };
  return { ...usual, ...done } as unknown as Done;
}

// A kept answer is one text; its citations quote the sentences that they stand behind, in their order.
export function pieces_of(text: string, citations: Citation[]): Piece[] {
  const pieces: Piece[] = [];
  let start = 0;
  for (const { n, quote } of citations) {
    const at = text.indexOf(quote, start);
    if (at < 0 || !quote) continue;
    const end = at + quote.length;
    pieces.push({ text: text.slice(start, end), citations: [n] });
    start = end;
  }
  if (start < text.length) pieces.push({ text: text.slice(start), citations: [] });
  return pieces;
}

// A kept answer to its question.
export function turn_of(question: string, message: StoredMessage): Turn {
  const done = message.done && whole(message.done);
  const turn: Turn = {
    key: ++key,
    question,
    state: done ? 'done' : 'stopped',
    message_id: message.id,
    sources: message.sources ?? [],
    pieces: pieces_of(message.text, done?.citations ?? []),
    withheld: message.withheld ?? false,
  };
  if (done) turn.done = done;
  if (message.feedback) turn.rating = message.feedback.rating;
  return turn;
}

function turns_of(conversation: Conversation): Turn[] {
  const found: Turn[] = [];
  for (const message of conversation.messages) {
    if (message.role === 'user') {
      found.push({ key: ++key, question: message.text, state: 'stopped', sources: [], pieces: [] });
      continue;
    }
    const asked = found.pop();
    if (asked) found.push(turn_of(asked.question, message));
  }
  return found;
}

export async function rate(turn: Turn, rating: 'up' | 'down', reasons: string[] = [], comment = ''): Promise<void> {
  await send('POST', '/feedback', { message_id: turn.message_id, rating, reasons, comment });
  change(turn.key, { rating });
}
