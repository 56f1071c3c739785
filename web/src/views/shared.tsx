// An answer that somebody shared, with the sources that the reader may see.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get } from '../api/client';
import type { StoredMessage } from '../api/types';
import { count, date, t } from '../i18n/i18n';
import { Failure, Loading } from '../parts/controls';
import { turn_of } from '../state/chat';
import { KeptAnswer } from './answer';

interface SharedAnswer {
  question: string;
  created: string;
  message: StoredMessage;
  hidden_sources: number;
}

export function Shared({ id }: { id: string }) {
  const [answer, found] = useState<SharedAnswer | Problem | null>(null);
  useEffect(() => {
    get<SharedAnswer>(`/shares/${id}`).then(found, (error: unknown) => found(as_problem(error)));
  }, [id]);
  return (
    <div class="view">
      <h1 class="shared-head">{t('share.shared')}</h1>
      {!answer && <Loading />}
      {answer instanceof Error && <Failure problem={answer} />}
      {answer && 'question' in answer && (
        <>
          <p class="quiet">{t('share.yours', { date: date(answer.created) })}</p>
          <KeptAnswer turn={turn_of(answer.question, answer.message)} />
          {answer.hidden_sources > 0 && <p class="quiet">{count('share.hidden', answer.hidden_sources)}</p>}
        </>
      )}
    </div>
  );
}
