// The page that is shown, by its address. The reader lies over a page and has a history entry of its own, so that the
// back button closes it.
import { signal } from '@preact/signals';

export const path = signal(location.pathname);
export const search = signal(location.search);

export function navigate(to: string, replace = false): void {
  if (to === location.pathname + location.search && !replace) return;
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  follow();
  if (!replace) document.getElementById('main')?.focus({ preventScroll: true });
}

function follow(): void {
  path.value = location.pathname;
  search.value = location.search;
}

// Links of the app are followed without loading the page again.
export function watch_links(): void {
  addEventListener('popstate', follow);
  document.addEventListener('click', (event) => {
    const link = (event.target as Element).closest?.('a');
    const is_plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !is_plain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
    const to = new URL(link.href);
    if (to.origin !== location.origin || !to.pathname.startsWith('/app')) return;
    event.preventDefault();
    navigate(to.pathname + to.search);
  });
}
