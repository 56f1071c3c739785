// One's own conversations, newest first.
import { signal } from '@preact/signals';
import { type Problem, as_problem, get, query, send } from '../api/client';
import type { ConversationSummary } from '../api/types';

export const conversations = signal<ConversationSummary[]>([]);
export const history_state = signal<'loading' | 'ready' | Problem>('loading');
export const history_search = signal('');
export const next_page = signal<string | undefined>(undefined);

interface Page {
  conversations: ConversationSummary[];
  next?: string;
}

let asked = 0;

export async function load_history(more = false): Promise<void> {
  const mine = ++asked;
  const values = { query: history_search.peek().trim(), limit: 30, before: more ? next_page.peek() : undefined };
  try {
    const page = await get<Page>('/conversations' + query(values));
    if (mine !== asked) return;
    conversations.value = more ? [...conversations.peek(), ...page.conversations] : page.conversations;
    next_page.value = page.next;
    history_state.value = 'ready';
  } catch (error) {
    if (mine === asked) history_state.value = as_problem(error);
  }
}

export async function rename(id: string, title: string): Promise<void> {
  await send('PATCH', `/conversations/${id}`, { title });
  await load_history();
}

export async function remove(id: string): Promise<void> {
  await send('DELETE', `/conversations/${id}`);
  conversations.value = conversations.value.filter((each) => each.id !== id);
}
