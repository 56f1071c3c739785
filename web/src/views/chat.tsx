// A conversation: questions, answers as they come, and the line to ask the next one.
import { useEffect, useRef } from 'preact/hooks';
import { Problem } from '../api/client';
import { t } from '../i18n/i18n';
import { Failure, Loading } from '../parts/controls';
import { path } from '../router';
import { ask_question, conversation_id, filters, opening, open_conversation, turns } from '../state/chat';
import { me } from '../state/session';
import { Answer } from './answer';
import { Composer } from './composer';
import { Survey } from './survey';

const examples = {
  student: ['example.student.1', 'example.student.2', 'example.student.3'],
  teacher: ['example.teacher.1', 'example.teacher.2', 'example.teacher.3'],
  admin: ['example.admin.1', 'example.admin.2', 'example.admin.3'],
} as const;

function Welcome() {
  const person = me.value!;
  const about = filters.value.document;
  return (
    <div class="welcome">
      <h1>{about ? t('chat.about', { title: about.title }) : t('chat.welcome')}</h1>
      <p class="lead">{t(about ? 'chat.about_lead' : 'chat.lead')}</p>
      {!about && (
        <ul class="examples" aria-label={t('chat.examples')}>
          {examples[person.role].map((key) => (
            <li key={key}>
              <button type="button" onClick={() => void ask_question(t(key))}>
                {t(key)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function again() {
  const id = conversation_id.peek();
  conversation_id.value = null;
  if (id) void open_conversation(id);
}

export function Chat() {
  const thread = useRef<HTMLDivElement>(null);
  const last = turns.value.at(-1);
  useEffect(() => {
    document.title = last ? `${turns.value[0]!.question.slice(0, 60)} – ${t('app.name')}` : t('app.name');
  }, [last?.key, path.value]);
  // A new question comes into view; after that the reader's eyes decide what to scroll to.
  useEffect(() => {
    if (last?.state !== 'waiting') return;
    thread.current?.lastElementChild?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, [last?.key]);
  return (
    <div class="chat">
      <div class="thread-frame" tabIndex={-1}>
        <div class="thread" ref={thread}>
          {opening.value === 'loading' && <Loading />}
          {opening.value instanceof Problem && <Failure problem={opening.value} again={again} />}
          {opening.value === 'no' && turns.value.length === 0 && <Welcome />}
          {turns.value.length > 0 && <h1 class="only-heard">{t('chat.conversation')}</h1>}
          {turns.value.map((turn) => (
            <Answer key={turn.key} turn={turn} is_last={turn === last} />
          ))}
        </div>
      </div>
      <Survey />
      <Composer />
    </div>
  );
}
