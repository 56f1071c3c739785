import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'light' | 'dark';

const stored = 'edify.theme';
const found = localStorage.getItem(stored);

export const theme = signal<Theme>(found === 'light' || found === 'dark' ? found : 'system');

export function watch_theme(): void {
  effect(() => {
    localStorage.setItem(stored, theme.value);
    if (theme.value === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme.value;
  });
}
