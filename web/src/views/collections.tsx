// A teacher's collections: answers and passages put together, to come back to or to hand on.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get, send } from '../api/client';
import type { Source, StoredMessage } from '../api/types';
import { count, t } from '../i18n/i18n';
import { Empty, Failure, IconButton, Loading } from '../parts/controls';
import { Icon } from '../parts/icon';
import { navigate } from '../router';
import { turn_of } from '../state/chat';
import { KeptAnswer, open_source } from './answer';

export interface CollectionSummary {
  id: string;
  title: string;
  items?: number;
}

interface Item {
  id: string;
  added: string;
  is_gone: boolean;
  question?: string;
  message?: StoredMessage;
  source?: Source;
}

interface Collection extends Omit<CollectionSummary, 'items'> {
  items: Item[];
}

function OneItem({ item, take_out }: { item: Item; take_out: () => void }) {
  return (
    <li class="panel">
      {item.is_gone && <p class="quiet">{t('collections.gone')}</p>}
      {item.message && <KeptAnswer turn={turn_of(item.question ?? '', item.message)} />}
      {item.source && (
        <button type="button" class="passage" onClick={() => open_source(item.source!)}>
          <span class="source-title">{item.source.title}</span>
          <span class="passage-text">{item.source.content}</span>
        </button>
      )}
      <button type="button" class="button is-quiet" onClick={take_out}>
        {t('collections.take_out')}
      </button>
    </li>
  );
}

function OneCollection({ id }: { id: string }) {
  const [collection, found] = useState<Collection | null>(null);
  const [problem, fail] = useState<Problem | null>(null);
  const load = () => get<Collection>(`/collections/${id}`).then(found, (error: unknown) => fail(as_problem(error)));
  useEffect(() => void load(), [id]);
  const take_out = async (item: string) => {
    await send('DELETE', `/collections/${id}/items/${item}`).catch((error: unknown) => fail(as_problem(error)));
    await load();
  };
  return (
    <div class="view">
      <p>
        <a href="/app/collections">{t('shell.collections')}</a>
      </p>
      <header class="view-head">
        <h1>{collection?.title ?? t('shell.collections')}</h1>
      </header>
      {problem && <Failure problem={problem} />}
      {!collection && !problem && <Loading />}
      {collection?.items.length === 0 && (
        <Empty icon="folder" title={t('collections.no_items')}>
          {t('collections.empty_hint')}
        </Empty>
      )}
      <ul>
        {collection?.items.map((item) => (
          <OneItem key={item.id} item={item} take_out={() => void take_out(item.id)} />
        ))}
      </ul>
    </div>
  );
}

export function Collections({ id }: { id?: string | undefined }) {
  return id ? <OneCollection id={id} /> : <AllCollections />;
}

function AllCollections() {
  const [list, found] = useState<CollectionSummary[] | null>(null);
  const [problem, fail] = useState<Problem | null>(null);
  const [title, write] = useState('');
  const load = () =>
    get<{ collections: CollectionSummary[] }>('/collections').then(
      (page) => found(page.collections),
      (error: unknown) => fail(as_problem(error)),
    );
  useEffect(() => void load(), []);
  const make = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return;
    await send('POST', '/collections', { title: title.trim() }).catch((error: unknown) => fail(as_problem(error)));
    write('');
    await load();
  };
  const remove = async (each: CollectionSummary) => {
    if (!confirm(t('collections.sure', { title: each.title }))) return;
    await send('DELETE', `/collections/${each.id}`).catch((error: unknown) => fail(as_problem(error)));
    await load();
  };
  return (
    <div class="view">
      <header class="view-head">
        <h1>{t('shell.collections')}</h1>
      </header>
      <form class="inline-form" onSubmit={(event) => void make(event)}>
        <label class="field">
          <span>{t('collections.new')}</span>
          <input value={title} maxLength={200} onInput={(event) => write(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button is-primary" disabled={!title.trim()}>
          {t('collections.make')}
        </button>
      </form>
      {problem && <Failure problem={problem} again={() => (fail(null), void load())} />}
      {!list && !problem && <Loading />}
      {list?.length === 0 && (
        <Empty icon="folder" title={t('collections.empty')}>
          {t('collections.empty_hint')}
        </Empty>
      )}
      <ul class="documents">
        {list?.map((each) => (
          <li key={each.id} class="document">
            <Icon name="folder" />
            <div class="document-text">
              <button type="button" class="document-title" onClick={() => navigate(`/app/collections/${each.id}`)}>
                {each.title}
              </button>
              {each.items !== undefined && <p class="document-facts">{count('collections.items', each.items)}</p>}
            </div>
            <IconButton icon="trash" label={t('collections.delete', { title: each.title })} onClick={() => void remove(each)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
