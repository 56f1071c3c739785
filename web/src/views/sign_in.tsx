// For the demo a choice of people, otherwise the school's own sign-in.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get, send } from '../api/client';
import type { DemoPerson } from '../api/types';
import { grade_name, t, word } from '../i18n/i18n';
import { Failure, Loading } from '../parts/controls';
import { Icon } from '../parts/icon';
import { LanguageChoice } from '../parts/preferences';
import { path, search } from '../router';
import { find_out_who } from '../state/session';

type Ways = { kind: 'demo'; people: DemoPerson[] } | { kind: 'issuer' } | { kind: 'none' };

async function ways_in(): Promise<Ways> {
  try {
    return { kind: 'demo', people: (await get<{ people: DemoPerson[] }>('/auth/demo')).people };
  } catch (error) {
    if (as_problem(error).status !== 404) throw error;
  }
  // Off to the issuer, where there is one: a redirection that is not followed.
  const answer = await fetch('/auth/login', { redirect: 'manual' });
  return { kind: answer.type === 'opaqueredirect' ? 'issuer' : 'none' };
}

function People({ people }: { people: DemoPerson[] }) {
  const [problem, fail] = useState<Problem | null>(null);
  const sign_in = async (id: string) => {
    try {
      await send('POST', '/auth/demo', { id });
      await find_out_who();
    } catch (error) {
      fail(as_problem(error));
    }
  };
  return (
    <>
      <p>{t('sign_in.demo')}</p>
      <ul class="people">
        {people.map((person) => (
          <li key={person.id}>
            <button type="button" class="person" onClick={() => void sign_in(person.id)}>
              <span class={`avatar is-${person.role}`} aria-hidden="true">
                {person.name[0]}
              </span>
              <span class="person-name">{person.name}</span>
              <span class="person-role">
                {word('role', person.role)}
                {person.grades.length > 0 && ` · ${person.grades.map(grade_name).join(', ')}`}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {problem && <Failure problem={problem} />}
    </>
  );
}

export function SignIn() {
  const [ways, found] = useState<Ways | Problem | null>(null);
  const look = () => {
    found(null);
    ways_in().then(found, (error: unknown) => found(as_problem(error)));
  };
  useEffect(look, []);
  const back = encodeURIComponent(path.value === '/' ? '/app' : path.value + search.value);
  return (
    <main class="sign-in" id="main">
      <div class="sign-in-card">
        <img src="/assets/icon-v1.svg" alt="" width="56" height="56" />
        <h1>{t('sign_in.title')}</h1>
        <p class="lead">{t('sign_in.lead')}</p>
        {ways === null && <Loading />}
        {ways instanceof Error && <Failure problem={ways} again={look} />}
        {ways && 'kind' in ways && ways.kind === 'demo' && <People people={ways.people} />}
        {ways && 'kind' in ways && ways.kind === 'issuer' && (
          <a class="button is-primary is-wide" href={`/auth/login?return_to=${back}`}>
            <Icon name="user" /> {t('sign_in.school')}
          </a>
        )}
        {ways && 'kind' in ways && ways.kind === 'none' && <p>{t('sign_in.none')}</p>}
        <footer>
          <LanguageChoice />
        </footer>
      </div>
    </main>
  );
}
