// For teachers: a link to an answer, and a place for it in a collection.
import { useState } from 'preact/hooks';
import { type Problem, as_problem, send } from '../api/client';
import { t } from '../i18n/i18n';
import { Dialog, Failure, IconButton } from '../parts/controls';
import { KeepChoice } from './keep';

interface Link {
  id: string;
  url: string; // whole
}

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
  const [link, set_link] = useState<Link | null>(null);
  const [said, say] = useState('');
  const [problem, fail] = useState<Problem | null>(null);
  const attempt = (work: () => Promise<void>) => () => void work().catch((error: unknown) => fail(as_problem(error)));
  const make_link = attempt(async () => {
    const { id, url } = await send<Link>('POST', '/shares', { message_id });
    const whole = new URL(url, location.origin).href;
    set_link({ id, url: whole });
    await navigator.clipboard.writeText(whole).then(
      () => say(t('share.copied')),
      () => undefined,
    );
  });
  const take_back = (id: string) =>
    attempt(async () => {
      await send('DELETE', `/shares/${id}`);
      set_link(null);
      say(t('share.taken_back'));
    });
  return (
    <Dialog title={t('share.title')} close={close}>
      <p class="quiet">{t('share.lead')}</p>
      {link ? (
        <>
          <label class="field">
            <span>{t('share.link')}</span>
            <input readOnly value={link.url} onFocus={(event) => event.currentTarget.select()} />
          </label>
          <button type="button" class="button is-quiet" onClick={take_back(link.id)}>
            {t('share.take_back')}
          </button>
        </>
      ) : (
        <button type="button" class="button is-primary" onClick={make_link}>
          {t('share.make_link')}
        </button>
      )}
      <p role="status" class="thanks">
        {said}
      </p>
      {problem && <Failure problem={problem} />}
      <KeepChoice what={{ message_id }} />
    </Dialog>
  );
}
