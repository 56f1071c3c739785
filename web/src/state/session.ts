// Who is signed in. `me` is undefined until it is known, null for nobody.
import { effect, signal } from '@preact/signals';
import { Problem, get, send, signed_out } from '../api/client';
import type { Me } from '../api/types';

export const me = signal<Me | null | undefined>(undefined);
export const is_online = signal(navigator.onLine);

const remembered = 'edify.me'; // shows the shell, and who one is, while there is no network

export async function find_out_who(): Promise<void> {
  try {
    const found = await get<Me>('/me');
    localStorage.setItem(remembered, JSON.stringify(found));
    signed_out.value = false;
    me.value = found;
  } catch (error) {
    const kept = localStorage.getItem(remembered);
    const is_away = error instanceof Problem && error.status !== 401;
    me.value = is_away && kept ? (JSON.parse(kept) as Me) : null;
  }
}

export async function sign_out(): Promise<void> {
  await send('POST', '/auth/logout');
  forget();
}

function forget(): void {
  localStorage.removeItem(remembered);
  me.value = null;
}

export function watch_session(): void {
  effect(() => {
    if (signed_out.value && me.peek()) forget();
  });
  const note = () => (is_online.value = navigator.onLine);
  addEventListener('online', note);
  addEventListener('offline', note);
}

export function may_share(): boolean {
  return me.value?.role === 'teacher' || me.value?.role === 'admin';
}
