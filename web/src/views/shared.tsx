// An answer that somebody shared, with the sources that the reader may see.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get } from '../api/client';
import type { Done, Piece, Source } from '../api/types';
import { count, t } from '../i18n/i18n';
import { Failure, Loading } from '../parts/controls';
import { AnswerText } from './answer';
import { blocks_of } from './answer_text';

interface SharedAnswer {
  question: string;
  text: string;
  pieces?: Piece[];
  sources: Source[];
  hidden_sources?: number;
  done?: Done;
}

export function Shared({ id }: { id: string }) {
  const [answer, found] = useState<SharedAnswer | Problem | null>(null);
  useEffect(() => {
    get<SharedAnswer>(`/shares/${id}`).then(found, (error: unknown) => found(as_problem(error)));
  }, [id]);
  if (!answer) return <Loading />;
  if (answer instanceof Error) {
    return (
      <div class="view">
        <h1>{t('share.shared')}</h1>
        <Failure problem={answer} />
      </div>
    );
  }
  const pieces = answer.pieces ?? [{ text: answer.text, citations: [] }];
  return (
    <div class="view">
      <article class="turn">
        <h1 class="question">{answer.question}</h1>
        <div class="answer">
          <AnswerText blocks={blocks_of(pieces, Math.max(0, ...answer.sources.map((each) => each.n)), answer.done)} sources={answer.sources} />
          {answer.hidden_sources ? <p class="quiet">{count('share.hidden', answer.hidden_sources)}</p> : null}
          <p class="quiet">{t('share.yours')}</p>
        </div>
      </article>
    </div>
  );
}
