// The document behind a citation, beside the answer: a PDF at the cited page with the cited words marked, anything else
// as its stored text. Where the original can not be shown, the stored passage is, and the reason.
import { useEffect, useRef, useState } from 'preact/hooks';
import { type Problem, as_problem, get } from '../api/client';
import type { Passage } from '../api/types';
import { t } from '../i18n/i18n';
import { Failure, IconButton, Loading } from '../parts/controls';
import { Icon } from '../parts/icon';
import { ask_document } from '../state/chat';
import { type Reading, close_reader, leave_reader } from '../state/reading';
import { may_share } from '../state/session';
import { KeepDialog } from '../views/keep';
import { PdfView } from './pdf_view';

type Trouble = 'changed' | 'away';

function StoredPassage({ what, trouble }: { what: Reading; trouble: Trouble }) {
  const [passage, found] = useState<Passage | Problem | null>(null);
  useEffect(() => {
    get<Passage>(`/documents/${what.document_id}/passage?chunk=${what.chunk}`).then(found, (error: unknown) =>
      found(as_problem(error)),
    );
  }, [what]);
  return (
    <div class="stored" tabIndex={0} role="region" aria-label={what.title}>
      <p class="notice">
        <Icon name="warning" /> {t(`reader.${trouble}`)}
      </p>
      {passage === null && <Loading />}
      {passage instanceof Error && <Failure problem={passage} />}
      {passage && 'content' in passage && <blockquote>{passage.content}</blockquote>}
    </div>
  );
}

function Body({ what }: { what: Reading }) {
  const [trouble, set_trouble] = useState<Trouble | Problem | null>(null);
  useEffect(() => set_trouble(null), [what]);
  if (trouble instanceof Error) return <Failure problem={trouble} again={() => set_trouble(null)} />;
  if (trouble) return <StoredPassage what={what} trouble={trouble} />;
  if (what.content_type === 'application/pdf') {
    return (
      <PdfView
        what={what}
        fail={(problem) => {
          if (problem.status === 409) set_trouble('changed');
          else if (problem.status === 503 || problem.status === 0) set_trouble('away');
          else set_trouble(problem);
        }}
      />
    );
  }
  return (
    <iframe
      class="reading-frame"
      sandbox=""
      title={what.title}
      src={`/documents/${what.document_id}/reading?chunk=${what.chunk}#passage`}
    />
  );
}

export function Reader({ what }: { what: Reading }) {
  const pane = useRef<HTMLElement>(null);
  const [is_keeping, keep] = useState(false);
  useEffect(() => pane.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <aside
        class="reader"
        ref={pane}
        tabIndex={-1}
        aria-label={t('reader.title', { title: what.title })}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close_reader();
        }}
      >
        <header>
          <div class="reader-names">
            <h2>{what.title}</h2>
            {what.file_path && <p title={what.file_path}>{what.file_path}</p>}
          </div>
          <button
            type="button"
            class="button is-quiet"
            onClick={() => ask_document(what.document_id, what.title, leave_reader())}
          >
            <Icon name="chat" /> <span>{t('library.ask')}</span>
          </button>
          {what.is_passage && may_share() && (
            <IconButton icon="folder" label={t('share.keep_passage')} onClick={() => keep(true)} />
          )}
          <a class="icon-button" href={`/documents/${what.document_id}/content`} download aria-label={t('reader.download')} title={t('reader.download')}>
            <Icon name="download" />
          </a>
          <IconButton icon="close" label={t('reader.close')} onClick={close_reader} />
        </header>
        {what.quote && (
          <p class="reader-quote">
            <span class="only-heard">{t('reader.cited')}</span>
            {what.quote}
          </p>
        )}
        <Body what={what} />
      </aside>
      {is_keeping && (
        <KeepDialog what={{ document_id: what.document_id, chunk_index: what.chunk }} close={() => keep(false)} />
      )}
    </>
  );
}
