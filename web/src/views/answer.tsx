// One question and its answer: the text with its citations, what it stands on, and what can be done with it.
import { useMemo, useState } from 'preact/hooks';
import { get } from '../api/client';
import type { Citation, Document, Source } from '../api/types';
import { count, grade_name, percent, t, type_name } from '../i18n/i18n';
import { Failure, IconButton } from '../parts/controls';
import { Icon } from '../parts/icon';
import { open_document, open_reader } from '../state/reading';
import { type Turn, ask_question, rate, retry } from '../state/chat';
import { may_share } from '../state/session';
import { type Block, type Inline, blocks_of, plain_text } from './answer_text';
import { FeedbackForm } from './feedback';
import { ShareMenu } from './share';

export function open_source(source: Source, citation?: Citation): void {
  const boxes = citation?.boxes.length ? citation.boxes : source.boxes;
  open_reader({
    document_id: source.document_id,
    title: source.title,
    file_path: source.file_path,
    content_type: source.content_type,
    page: boxes[0]?.page ?? source.page ?? 0,
    boxes,
    chunk: source.chunk_index,
    is_passage: true,
    ...(citation ? { quote: citation.quote } : {}),
  });
}

function Mark({ inline, sources }: { inline: Inline & { kind: 'cite' }; sources: Source[] }) {
  const source = sources.find((each) => each.n === inline.n);
  if (!source) return null;
  const page = inline.citation?.page ?? source.page;
  const place = page ? `${source.title}, ${t('source.page', { page })}` : source.title;
  return (
    <button
      type="button"
      class="cite"
      data-n={inline.n}
      aria-label={t('answer.citation', { n: inline.n, place })}
      title={place}
      onClick={() => open_source(source, inline.citation)}
    >
      {inline.n}
    </button>
  );
}

function Inlines({ list, sources }: { list: Inline[]; sources: Source[] }) {
  return (
    <>
      {list.map((inline, index) => {
        if (inline.kind === 'cite') return <Mark key={index} inline={inline} sources={sources} />;
        const text = inline.is_bold ? <strong key={index}>{inline.text}</strong> : inline.text;
        if (!inline.is_doubtful) return text;
        return (
          <span key={index} class="doubtful" title={t('answer.doubtful')}>
            {text}
          </span>
        );
      })}
    </>
  );
}

export function AnswerText({ blocks, sources }: { blocks: Block[]; sources: Source[] }) {
  const out = [];
  for (let i = 0; i < blocks.length; ++i) {
    const block = blocks[i]!;
    if (block.kind === 'paragraph') {
      out.push(
        <p key={i}>
          <Inlines list={block.inlines} sources={sources} />
        </p>,
      );
      continue;
    }
    const items = [];
    for (; blocks[i]?.kind === 'item'; ++i) items.push(blocks[i]!);
    --i;
    out.push(
      <ul key={i}>
        {items.map((item, index) => (
          <li key={index}>
            <Inlines list={item.inlines} sources={sources} />
          </li>
        ))}
      </ul>,
    );
  }
  return <>{out}</>;
}

function SourceCard({ source, citation }: { source: Source; citation?: Citation }) {
  const facts = [type_name(source.content_type), grade_name(source.grade)];
  const page = citation?.page ?? source.page;
  if (page) facts.unshift(t('source.page', { page }));
  return (
    <li>
      <button type="button" class="source" onClick={() => open_source(source, citation)}>
        <span class="source-n">{source.n}</span>
        <span class="source-text">
          <span class="source-title">{source.title}</span>
          <span class="source-facts">{facts.join(' · ')}</span>
        </span>
        {source.hidden_text && (
          <span class="badge is-warning" title={t('source.hidden_text_why')}>
            {t('source.hidden_text')}
          </span>
        )}
      </button>
    </li>
  );
}

function Sources({ turn, cited }: { turn: Turn; cited: Set<number> }) {
  const used = turn.sources.filter((source) => cited.has(source.n));
  const others = turn.sources.filter((source) => !cited.has(source.n));
  const is_over = turn.state === 'done' || turn.state === 'stopped';
  const citation = (n: number) => turn.done?.citations.find((each) => each.n === n);
  return (
    <>
      {used.length > 0 && (
        <div class="sources">
          <h3>{t('answer.sources')}</h3>
          <ul>
            {used.map((source) => {
              const found = citation(source.n);
              return <SourceCard key={source.n} source={source} {...(found ? { citation: found } : {})} />;
            })}
          </ul>
        </div>
      )}
      {is_over && others.length > 0 && (
        <details class="others" open={turn.done?.refused ?? false}>
          <summary>{count('answer.other_passages', others.length)}</summary>
          <ul>
            {others.map((source) => (
              <li key={source.n}>
                <button type="button" class="passage" onClick={() => open_source(source)}>
                  <span class="source-title">{source.title}</span>
                  <span class="passage-text">{source.content}</span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function Actions({ turn, names }: { turn: Turn; names: Map<number, string> }) {
  const [copied, set_copied] = useState(false);
  const [asking, set_asking] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(plain_text(turn.pieces, turn.done, names));
    set_copied(true);
    setTimeout(() => set_copied(false), 2000);
  };
  const give = (rating: 'up' | 'down') => {
    void rate(turn, rating);
    set_asking(rating === 'down');
  };
  return (
    <>
      <div class="actions">
        <IconButton icon={copied ? 'check' : 'copy'} label={t('answer.copy')} onClick={() => void copy()} />
        <IconButton icon="retry" label={t('answer.retry')} onClick={() => void retry(turn)} />
        <IconButton icon="up" label={t('feedback.up')} pressed={turn.rating === 'up'} onClick={() => give('up')} />
        <IconButton icon="down" label={t('feedback.down')} pressed={turn.rating === 'down'} onClick={() => give('down')} />
        {may_share() && turn.message_id && <ShareMenu message_id={turn.message_id} />}
        <span class="only-heard" role="status">
          {copied ? t('answer.copied') : ''}
        </span>
      </div>
      {asking && <FeedbackForm turn={turn} close={() => set_asking(false)} />}
    </>
  );
}

function Notes({ turn }: { turn: Turn }) {
  const { done } = turn;
  const notes: string[] = [];
  if (done?.fallback) notes.push(t('answer.fallback'));
  if (done && done.unsupported.length > 0) notes.push(t('answer.grounded', { share: percent(done.grounded_share) }));
  if (turn.withheld) notes.push(t('answer.withheld'));
  if (turn.stale_for) notes.push(t('answer.stale'));
  if (turn.state === 'stopped' && turn.pieces.length > 0) notes.push(t('answer.stopped'));
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.map((note) => (
        <li key={note}>
          <Icon name="warning" /> {note}
        </li>
      ))}
    </ul>
  );
}

function FollowUps({ turn }: { turn: Turn }) {
  const questions = turn.done?.related_questions ?? [];
  const documents = turn.done?.related_documents ?? [];
  if (questions.length + documents.length === 0) return null;
  const open = (id: string) => get<Document>(`/documents/${id}`).then(open_document, () => undefined);
  return (
    <section class="follow-ups" aria-label={t('answer.next')}>
      <h3>{t('answer.next')}</h3>
      <ul>
        {questions.map((text) => (
          <li key={text}>
            <button type="button" onClick={() => void ask_question(text)}>
              {text}
            </button>
          </li>
        ))}
        {documents.map((each) => (
          <li key={each.document_id}>
            <button type="button" class="is-document" onClick={() => void open(each.document_id)}>
              <Icon name="page" /> {each.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function cited_in(blocks: Block[]): Set<number> {
  return new Set(blocks.flatMap((block) => block.inlines.flatMap((each) => (each.kind === 'cite' ? [each.n] : []))));
}

// An answer to be read, with nothing to be done to it.
export function KeptAnswer({ turn }: { turn: Turn }) {
  const blocks = blocks_of(turn.pieces, Math.max(0, ...turn.sources.map((each) => each.n)), turn.done);
  return (
    <article class="turn">
      <h2 class="question">{turn.question}</h2>
      <div class="answer">
        <AnswerText blocks={blocks} sources={turn.sources} />
        <Notes turn={turn} />
        <Sources turn={turn} cited={cited_in(blocks)} />
      </div>
    </article>
  );
}

export function Answer({ turn, is_last }: { turn: Turn; is_last: boolean }) {
  const blocks = useMemo(
    () => blocks_of(turn.pieces, Math.max(0, ...turn.sources.map((each) => each.n)), turn.done),
    [turn.pieces, turn.sources, turn.done],
  );
  const cited = cited_in(blocks);
  const names = new Map(turn.sources.map((each) => [each.n, each.page ? `${each.title}, ${t('source.page', { page: each.page })}` : each.title]));
  const is_open = turn.state === 'waiting' || turn.state === 'streaming';
  return (
    <article class="turn" aria-busy={is_open}>
      <h2 class="question">{turn.question}</h2>
      <div class={`answer ${turn.done?.refused ? 'is-refused' : ''}`}>
        {turn.state === 'waiting' && (
          <p class="thinking" role="status">
            <span class="dots" aria-hidden="true">
              <i />
              <i />
              <i />
            </span>
            {turn.sources.length > 0 ? count('answer.reading', turn.sources.length) : t('answer.searching')}
          </p>
        )}
        {turn.done?.refused && (
          <p class="refused">
            <Icon name="search" />
            {t('answer.refused')}
          </p>
        )}
        {!turn.done?.refused && <AnswerText blocks={blocks} sources={turn.sources} />}
        {turn.state === 'streaming' && <span class="caret" aria-hidden="true" />}
        {turn.state === 'failed' && turn.problem && <Failure problem={turn.problem} again={() => void retry(turn)} />}
        {turn.state === 'stopped' && turn.pieces.length === 0 && (
          <p class="quiet">
            {t('answer.stopped_early')}{' '}
            <button type="button" class="link" onClick={() => void retry(turn)}>
              {t('action.ask_again')}
            </button>
          </p>
        )}
        <Notes turn={turn} />
        <Sources turn={turn} cited={cited} />
        {(turn.state === 'done' || (turn.state === 'stopped' && turn.pieces.length > 0)) && (
          <Actions turn={turn} names={names} />
        )}
        {is_last && turn.state === 'done' && <FollowUps turn={turn} />}
        <span class="only-heard" role="status">
          {turn.state === 'done' ? t('answer.ready') : ''}
        </span>
      </div>
    </article>
  );
}
