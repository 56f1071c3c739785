// What was wrong with an answer, in a few ticks.
import { useState } from 'preact/hooks';
import { type Problem, as_problem } from '../api/client';
import { t, word } from '../i18n/i18n';
import { Failure } from '../parts/controls';
import { type Turn, rate } from '../state/chat';

const reasons = ['wrong', 'incomplete', 'not_relevant', 'bad_source', 'hard_to_read', 'other'];

export function FeedbackForm({ turn, close }: { turn: Turn; close: () => void }) {
  const [chosen, choose] = useState<string[]>([]);
  const [comment, write] = useState('');
  const [state, set_state] = useState<'writing' | 'sent' | Problem>('writing');
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      await rate(turn, 'down', chosen, comment.trim());
      set_state('sent');
    } catch (error) {
      set_state(as_problem(error));
    }
  };
  if (state === 'sent') {
    return (
      <p class="thanks" role="status">
        {t('feedback.thanks')}
      </p>
    );
  }
  return (
    <form class="card feedback" onSubmit={(event) => void submit(event)}>
      <fieldset>
        <legend>{t('feedback.what')}</legend>
        <div class="ticks">
          {reasons.map((reason) => (
            <label key={reason} class="tick">
              <input
                type="checkbox"
                checked={chosen.includes(reason)}
                onChange={(event) =>
                  choose(event.currentTarget.checked ? [...chosen, reason] : chosen.filter((each) => each !== reason))
                }
              />
              {word('reason', reason)}
            </label>
          ))}
        </div>
      </fieldset>
      <label class="field">
        <span>{t('feedback.comment')}</span>
        <textarea rows={2} maxLength={2000} value={comment} onInput={(event) => write(event.currentTarget.value)} />
      </label>
      {state instanceof Error && <Failure problem={state} />}
      <div class="buttons">
        <button type="submit" class="button is-primary">
          {t('feedback.send')}
        </button>
        <button type="button" class="button" onClick={close}>
          {t('action.cancel')}
        </button>
      </div>
    </form>
  );
}
