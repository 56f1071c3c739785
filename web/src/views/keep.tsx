// For teachers: which of their collections an answer or a passage is to be kept in.
import { useState } from 'preact/hooks';
import { type Problem, as_problem, get, send } from '../api/client';
import { t } from '../i18n/i18n';
import { Dialog, Failure } from '../parts/controls';
import type { CollectionSummary } from './collections';

export type Kept = { message_id: string } | { document_id: string; chunk_index: number };

// The collections are asked for when they are wanted.
export function KeepChoice({ what }: { what: Kept }) {
  const [collections, found] = useState<CollectionSummary[] | null>(null);
  const [said, say] = useState('');
  const [problem, fail] = useState<Problem | null>(null);
  const attempt = (work: () => Promise<void>) => () => void work().catch((error: unknown) => fail(as_problem(error)));
  const look = attempt(async () => found((await get<{ collections: CollectionSummary[] }>('/collections')).collections));
  const keep_in = (id: string) =>
    attempt(async () => {
      await send('POST', `/collections/${id}/items`, what);
      say(t('share.kept'));
    });
  return (
    <>
      {collections === null ? (
        <button type="button" class="button" onClick={look}>
          {t('share.keep')}
        </button>
      ) : (
        <ul class="plain-list">
          {collections.map((each) => (
            <li key={each.id}>
              <button type="button" class="button is-quiet" onClick={keep_in(each.id)}>
                {each.title}
              </button>
            </li>
          ))}
          {collections.length === 0 && (
            <li class="quiet">
              {t('collections.empty')} <a href="/app/collections">{t('shell.collections')}</a>
            </li>
          )}
        </ul>
      )}
      <p role="status" class="thanks">
        {said}
      </p>
      {problem && <Failure problem={problem} />}
    </>
  );
}

export function KeepDialog({ what, close }: { what: Kept; close: () => void }) {
  return (
    <Dialog title={t('share.keep_passage')} close={close}>
      <KeepChoice what={what} />
    </Dialog>
  );
}
