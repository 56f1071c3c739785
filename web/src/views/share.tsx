// For teachers: a link to an answer, and a place for it in a collection.
import { useState } from 'preact/hooks';
import { type Problem, as_problem, get, send } from '../api/client';
import { t } from '../i18n/i18n';
import { Dialog, Failure, IconButton } from '../parts/controls';
import type { CollectionSummary } from './collections';

export function ShareMenu({ message_id }: { message_id: string }) {
  const [is_open, open] = useState(false);
  return (
    <>
      <IconButton icon="share" label={t('share.title')} onClick={() => open(true)} />
      {is_open && <ShareDialog message_id={message_id} close={() => open(false)} />}
    </>
  );
}

function ShareDialog({ message_id, close }: { message_id: string; close: () => void }) {
  const [link, set_link] = useState('');
  const [collections, found] = useState<CollectionSummary[] | null>(null);
  const [said, say] = useState('');
  const [problem, fail] = useState<Problem | null>(null);
  const attempt = (work: () => Promise<void>) => () => work().catch((error: unknown) => fail(as_problem(error)));
  const make_link = attempt(async () => {
    const { url } = await send<{ url: string }>('POST', '/shares', { message_id });
    const whole = new URL(url, location.origin).href;
    set_link(whole);
    await navigator.clipboard.writeText(whole).then(
      () => say(t('share.copied')),
      () => undefined,
    );
  });
  const look = attempt(async () => found((await get<{ collections: CollectionSummary[] }>('/collections')).collections));
  const keep_in = (id: string) =>
    attempt(async () => {
      await send('POST', `/collections/${id}/items`, { message_id });
      say(t('share.kept'));
    });
  return (
    <Dialog title={t('share.title')} close={close}>
      <p class="quiet">{t('share.lead')}</p>
      {link ? (
        <label class="field">
          <span>{t('share.link')}</span>
          <input readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
        </label>
      ) : (
        <button type="button" class="button is-primary" onClick={() => void make_link()}>
          {t('share.make_link')}
        </button>
      )}
      {collections === null ? (
        <button type="button" class="button" onClick={() => void look()}>
          {t('share.keep')}
        </button>
      ) : (
        <ul class="plain-list">
          {collections.map((each) => (
            <li key={each.id}>
              <button type="button" class="button is-quiet" onClick={() => void keep_in(each.id)()}>
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
    </Dialog>
  );
}
