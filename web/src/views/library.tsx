// The documents that one may see: searched, narrowed, opened, asked.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get, query } from '../api/client';
import type { Document } from '../api/types';
import { bytes, count, date, grade_name, t, type_name, word } from '../i18n/i18n';
import { Empty, Failure, Loading } from '../parts/controls';
import { Icon } from '../parts/icon';
import { type Filters, ask_document } from '../state/chat';
import { name_of, open_document } from '../state/reading';
import { FacetChoices } from './composer';

interface Page {
  documents: Document[];
  total: number;
  next?: string;
}

function facts_of(document: Document): string[] {
  const facts = [type_name(document.content_type), grade_name(document.grade), word('module', document.module)];
  if (document.pages > 0) facts.push(count('library.pages', document.pages));
  return [...facts, bytes(document.file_size), date(document.last_modified)];
}

// "notes.md" → "MD"
function short_type(document: Document): string {
  const ending = /\.([^./]{1,4})$/.exec(document.source_file)?.[1];
  return ending?.toUpperCase() ?? type_name(document.content_type).slice(0, 4);
}

function Row({ document }: { document: Document }) {
  return (
    <li class="document">
      <span class={`type-badge is-${type_name(document.content_type).toLowerCase()}`} aria-hidden="true">
        {short_type(document)}
      </span>
      <div class="document-text">
        <button type="button" class="document-title" onClick={() => open_document(document)}>
          {name_of(document)}
        </button>
        <p class="document-path">{document.file_path}</p>
        <p class="document-facts">{facts_of(document).join(' · ')}</p>
      </div>
      <button
        type="button"
        class="button"
        aria-label={t('library.ask_about', { title: name_of(document) })}
        onClick={() => ask_document(document.document_id, name_of(document))}
      >
        <Icon name="chat" /> {t('library.ask')}
      </button>
    </li>
  );
}

export function Library() {
  const [words, write] = useState('');
  const [narrowed, narrow] = useState<Filters>({});
  const [page, set_page] = useState<Page | null>(null);
  const [problem, fail] = useState<Problem | null>(null);
  const [tries, again] = useState(0);
  const values = { ...narrowed, document: undefined, query: words.trim() };
  const asked = query(values);

  const load = (after: string | undefined, stop?: AbortSignal) =>
    get<Page>('/documents' + query({ ...values, limit: 50, after }), stop).then(
      (found) => {
        fail(null);
        set_page((now) => (after && now ? { ...found, documents: [...now.documents, ...found.documents] } : found));
      },
      (error: unknown) => void (stop?.aborted || fail(as_problem(error))),
    );
  useEffect(() => {
    document.title = `${t('shell.library')} – ${t('app.name')}`;
    const stop = new AbortController();
    const wait = setTimeout(() => void load(undefined, stop.signal), 150);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [asked, tries]);

  return (
    <div class="view">
      <header class="view-head">
        <h1>{t('shell.library')}</h1>
        {page && <p class="quiet">{count('library.total', page.total)}</p>}
      </header>
      <div class="library-tools">
        <label class="search">
          <Icon name="search" />
          <span class="only-heard">{t('library.search')}</span>
          <input
            type="search"
            placeholder={t('library.search')}
            value={words}
            onInput={(event) => write(event.currentTarget.value)}
          />
        </label>
        <div class="filters">
          <FacetChoices value={narrowed} choose={(more) => narrow({ ...narrowed, ...more })} />
        </div>
      </div>
      {problem && <Failure problem={problem} again={() => again(tries + 1)} />}
      {!problem && !page && <Loading />}
      {page && page.documents.length === 0 && (
        <Empty icon="book" title={t('library.nothing')}>
          {t('library.nothing_hint')}
        </Empty>
      )}
      {page && page.documents.length > 0 && (
        <ul class="documents">
          {page.documents.map((each) => (
            <Row key={each.document_id} document={each} />
          ))}
        </ul>
      )}
      {page?.next && (
        <button type="button" class="button is-wide" onClick={() => void load(page.next)}>
          {t('action.more')}
        </button>
      )}
    </div>
  );
}
