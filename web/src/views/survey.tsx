// One question about the whole, asked once a month of those who have used it a little.
import { useState } from 'preact/hooks';
import { signal } from '@preact/signals';
import { send } from '../api/client';
import { t } from '../i18n/i18n';
import { IconButton } from '../parts/controls';
import { turns } from '../state/chat';

const stored = 'edify.survey';
const a_month = 30 * 86400_000;
const answers_before = 3;

const is_due = signal(Date.now() - Number(localStorage.getItem(stored) ?? 0) > a_month);

function not_again(): void {
  localStorage.setItem(stored, String(Date.now()));
  is_due.value = false;
}

export function Survey() {
  const [score, choose] = useState(0);
  const [comment, write] = useState('');
  const [is_sent, sent] = useState(false);
  const answered = turns.value.filter((turn) => turn.state === 'done').length;
  if (is_sent) {
    return (
      <p class="thanks survey" role="status">
        {t('survey.thanks')}
      </p>
    );
  }
  if (!is_due.value || answered < answers_before) return null;
  const submit = async (event: Event) => {
    event.preventDefault();
    await send('POST', '/survey', { score, comment: comment.trim() }).catch(() => undefined);
    sent(true);
    not_again();
    setTimeout(() => sent(false), 4000);
  };
  return (
    <form class="card survey" onSubmit={(event) => void submit(event)} aria-label={t('survey.question')}>
      <IconButton icon="close" label={t('survey.later')} class="survey-close" onClick={not_again} />
      <fieldset>
        <legend>{t('survey.question')}</legend>
        <div class="scores">
          {[1, 2, 3, 4, 5].map((each) => (
            <label key={each} class="score">
              <input type="radio" name="score" value={each} checked={score === each} onChange={() => choose(each)} />
              <span>{each}</span>
            </label>
          ))}
        </div>
        <p class="score-ends">
          <span>{t('survey.worst')}</span>
          <span>{t('survey.best')}</span>
        </p>
      </fieldset>
      {score > 0 && (
        <>
          <label class="field">
            <span>{t('survey.comment')}</span>
            <textarea rows={2} maxLength={2000} value={comment} onInput={(event) => write(event.currentTarget.value)} />
          </label>
          <button type="submit" class="button is-primary">
            {t('feedback.send')}
          </button>
        </>
      )}
    </form>
  );
}
