// The rail beside every page: where one can go, and what one asked before. On a phone it opens over the page.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Problem } from '../api/client';
import type { ConversationSummary } from '../api/types';
import { t, word } from '../i18n/i18n';
import { IconButton, problem_text } from '../parts/controls';
import { Icon, type IconName } from '../parts/icon';
import { LanguageChoice, ThemeButton } from '../parts/preferences';
import { navigate, path } from '../router';
import { conversation_id, start_conversation } from '../state/chat';
import { conversations, history_search, history_state, load_history, next_page, remove, rename } from '../state/history';
import { may_share, me, sign_out } from '../state/session';

const is_open = signal(false);

function Place({ to, icon, name }: { to: string; icon: IconName; name: string }) {
  const is_here = to === '/app' ? path.value === to || path.value.startsWith('/app/c/') : path.value.startsWith(to);
  return (
    <li>
      <a href={to} class="place" aria-current={is_here ? 'page' : undefined}>
        <Icon name={icon} /> {name}
      </a>
    </li>
  );
}

function OneConversation({ one }: { one: ConversationSummary }) {
  const change_title = () => {
    const title = prompt(t('history.new_title'), one.title)?.trim();
    if (title) void rename(one.id, title);
  };
  const forget = async () => {
    if (!confirm(t('history.sure', { title: one.title }))) return;
    await remove(one.id);
    if (conversation_id.value === one.id) navigate('/app');
  };
  const is_here = path.value === `/app/c/${one.id}`;
  return (
    <li class="conversation">
      <a href={`/app/c/${one.id}`} aria-current={is_here ? 'page' : undefined} title={one.title}>
        {one.title}
      </a>
      <IconButton icon="edit" label={t('history.rename', { title: one.title })} onClick={change_title} />
      <IconButton icon="trash" label={t('history.delete', { title: one.title })} onClick={() => void forget()} />
    </li>
  );
}

function History() {
  useEffect(() => void load_history(), []);
  const state = history_state.value;
  const is_empty = state === 'ready' && conversations.value.length === 0;
  return (
    <section class="history" aria-label={t('history.title')}>
      <label class="search is-small">
        <Icon name="search" />
        <span class="only-heard">{t('history.search')}</span>
        <input
          type="search"
          placeholder={t('history.search')}
          value={history_search.value}
          onInput={(event) => {
            history_search.value = event.currentTarget.value;
            void load_history();
          }}
        />
      </label>
      <ul>
        {conversations.value.map((one) => (
          <OneConversation key={one.id} one={one} />
        ))}
      </ul>
      {is_empty && <p class="quiet">{t(history_search.value ? 'history.nothing_found' : 'history.empty')}</p>}
      {state instanceof Problem && <p class="quiet">{problem_text(state)}</p>}
      {next_page.value && (
        <button type="button" class="button is-quiet" onClick={() => void load_history(true)}>
          {t('action.more')}
        </button>
      )}
    </section>
  );
}

function Person() {
  const person = me.value!;
  const leave = async () => {
    await sign_out();
    start_conversation();
    navigate('/');
  };
  return (
    <footer class="who">
      <span class={`avatar is-${person.role}`} aria-hidden="true">
        {person.user[0]?.toUpperCase()}
      </span>
      <span class="who-name">
        <strong>{person.user}</strong>
        <small>{word('role', person.role)}</small>
      </span>
      <IconButton icon="leave" label={t('shell.sign_out')} onClick={() => void leave()} />
      <LanguageChoice />
      <ThemeButton />
    </footer>
  );
}

export function Rail() {
  useEffect(() => void (is_open.value = false), [path.value]);
  const begin = () => {
    start_conversation();
    navigate('/app');
    is_open.value = false;
    document.getElementById('question')?.focus();
  };
  return (
    <>
      <header class="top-bar">
        <IconButton icon="menu" label={t('shell.menu')} pressed={is_open.value} onClick={() => (is_open.value = true)} />
        <span class="brand">{t('app.name')}</span>
        <IconButton icon="plus" label={t('shell.new')} onClick={begin} />
      </header>
      {is_open.value && <div class="scrim" onClick={() => (is_open.value = false)} />}
      <nav
        class={`rail ${is_open.value ? 'is-open' : ''}`}
        aria-label={t('shell.navigation')}
        onKeyDown={(event) => {
          if (event.key === 'Escape') is_open.value = false;
        }}
      >
        <div class="rail-head">
          <a href="/app" class="brand">
            <img src="/assets/icon-v1.svg" alt="" width="28" height="28" /> {t('app.name')}
          </a>
          <IconButton icon="close" label={t('action.close')} class="rail-close" onClick={() => (is_open.value = false)} />
        </div>
        <button type="button" class="button is-primary is-wide" onClick={begin}>
          <Icon name="plus" /> {t('shell.new')}
        </button>
        <ul class="places">
          <Place to="/app" icon="chat" name={t('shell.chat')} />
          <Place to="/app/library" icon="book" name={t('shell.library')} />
          {may_share() && <Place to="/app/collections" icon="folder" name={t('shell.collections')} />}
          {me.value?.role === 'admin' && <Place to="/app/admin" icon="chart" name={t('shell.admin')} />}
        </ul>
        <History />
        <Person />
      </nav>
    </>
  );
}
