// Who may come in by a key, who is denied, what was done, and how the server is set up.
import { useState } from 'preact/hooks';
import { type Problem, as_problem, get, send } from '../api/client';
import { ago, date, date_and_time, grade_name, number, t, word } from '../i18n/i18n';
import { Failure } from '../parts/controls';
import { Table } from './figures';
import { Show, use_fetched } from './fetched';

interface ApiKey {
  id: string;
  name: string;
  role: string;
  grades: string[];
  all_grades: boolean;
  may_act_for_users: boolean;
  created: string;
  expires: string | null;
  revoked: string | null;
  last_used: string | null;
}

function KeyState({ row }: { row: ApiKey }) {
  if (row.revoked) return <span class="badge is-bad">{t('access.revoked')}</span>;
  if (row.expires && Date.parse(row.expires) < Date.now()) return <span class="badge is-warning">{t('access.expired')}</span>;
  return <span class="badge is-good">{t('access.valid')}</span>;
}

function is_valid(key: ApiKey): boolean {
  return !key.revoked && !(key.expires && Date.parse(key.expires) < Date.now());
}

// What is attempted, then `again`; and what went wrong with it.
function use_changes(again: () => void): [Problem | null, (work: () => Promise<void>) => Promise<boolean>] {
  const [problem, fail] = useState<Problem | null>(null);
  const change = async (work: () => Promise<void>) => {
    fail(null);
    try {
      await work();
      again();
      return true;
    } catch (error) {
      fail(as_problem(error));
      return false;
    }
  };
  return [problem, change];
}

function Keys() {
  const keys = use_fetched<{ keys: ApiKey[] }>('/admin/keys');
  const [problem, change] = use_changes(keys.again);
  const revoke = (key: ApiKey) => {
    if (confirm(t('access.sure_revoke', { name: key.name }))) void change(() => send('POST', `/admin/keys/${key.id}/revoke`));
  };
  return (
    <section class="panel">
      <h3>{t('access.keys')}</h3>
      <p class="quiet">{t('access.keys_how')}</p>
      {problem && <Failure problem={problem} />}
      <Show of={keys}>
        {(now) => (
          <Table
            caption={t('access.keys')}
            rows={now.keys}
            columns={[
              [t('access.name'), (row) => row.name],
              [t('use.role'), (row) => word('role', row.role)],
              [t('access.grades'), (row) => (row.all_grades ? t('grade.general') : row.grades.map(grade_name).join(', '))],
              [t('ingest.state'), (row) => <KeyState row={row} />],
              [t('access.created'), (row) => date(row.created)],
              [t('access.last_used'), (row) => (row.last_used ? ago(row.last_used) : t('access.never'))],
              [
                t('access.change'),
                (row) =>
                  is_valid(row) && (
                    <button type="button" class="button is-quiet" aria-label={t('access.revoke_key', { name: row.name })} onClick={() => revoke(row)}>
                      {t('access.revoke')}
                    </button>
                  ),
              ],
            ]}
          />
        )}
      </Show>
    </section>
  );
}

function Denied() {
  const denied = use_fetched<{ denied: { user: string; reason: string; since: string }[] }>('/admin/denied');
  const [problem, change] = use_changes(denied.again);
  const [user, set_user] = useState('');
  const [reason, set_reason] = useState('');
  const deny = async (event: Event) => {
    event.preventDefault();
    if (!user.trim() || !(await change(() => send('POST', '/admin/users/deny', { user: user.trim(), reason: reason.trim() })))) return;
    set_user('');
    set_reason('');
  };
  return (
    <section class="panel">
      <h3>{t('access.denied')}</h3>
      <p class="quiet">{t('access.denied_how')}</p>
      <form class="inline-form" onSubmit={(event) => void deny(event)}>
        <label class="field">
          <span>{t('access.user')}</span>
          <input value={user} maxLength={256} autocomplete="off" spellcheck={false} onInput={(event) => set_user(event.currentTarget.value)} />
        </label>
        <label class="field">
          <span>{t('access.reason')}</span>
          <input value={reason} maxLength={500} onInput={(event) => set_reason(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button is-primary" disabled={!user.trim()}>
          {t('access.deny')}
        </button>
      </form>
      {problem && <Failure problem={problem} />}
      <Show of={denied}>
        {(now) => (
          <Table
            caption={t('access.denied')}
            rows={now.denied}
            columns={[
              [t('access.user'), (row) => row.user],
              [t('use.why'), (row) => row.reason],
              [t('access.since'), (row) => date_and_time(row.since)],
              [
                t('access.change'),
                (row) => (
                  <button
                    type="button"
                    class="button is-quiet"
                    aria-label={t('access.allow_user', { user: row.user })}
                    onClick={() => void change(() => send('POST', '/admin/users/allow', { user: row.user }))}
                  >
                    {t('access.allow')}
                  </button>
                ),
              ],
            ]}
          />
        )}
      </Show>
    </section>
  );
}

export function Access() {
  return (
    <>
      <Keys />
      <Denied />
    </>
  );
}

interface AuditRow {
  sequence: number;
  time: string;
  who: string;
  role: string;
  route: string;
  status: number;
  decision: string;
  documents: number;
  request_id: string;
}

interface AuditPage {
  rows: AuditRow[];
  next?: number;
}

export function Audit() {
  const [older, set_older] = useState<AuditPage | null>(null);
  const audit = use_fetched<AuditPage>('/admin/audit?limit=50');
  const show_older = async (before: number) => {
    const page = await get<AuditPage>(`/admin/audit?limit=50&before=${before}`);
    set_older({ ...page, rows: [...(older?.rows ?? []), ...page.rows] });
  };
  return (
    <section class="panel">
      <h3>{t('admin.audit')}</h3>
      <p class="quiet">{t('access.audit_how')}</p>
      <Show of={audit}>
        {(now) => {
          const next = older ? older.next : now.next;
          return (
            <>
              <Table
                caption={t('admin.audit')}
                rows={[...now.rows, ...(older?.rows ?? [])]}
                columns={[
                  ['#', (row) => number(row.sequence), true],
                  [t('use.when'), (row) => date_and_time(row.time)],
                  [t('access.who'), (row) => <code title={row.who}>{row.who.slice(0, 8)}</code>],
                  [t('use.role'), (row) => word('role', row.role)],
                  [t('access.route'), (row) => <code>{row.route}</code>],
                  [
                    t('access.decision'),
                    (row) => (
                      <span class={`badge is-${row.decision === 'allowed' ? 'good' : row.decision === 'refused' ? 'bad' : 'warning'}`}>
                        {word('decision', row.decision)} {row.status}
                      </span>
                    ),
                  ],
                  [t('access.documents'), (row) => number(row.documents), true],
                ]}
              />
              {next !== undefined && (
                <button type="button" class="button" onClick={() => void show_older(next)}>
                  {t('action.more')}
                </button>
              )}
            </>
          );
        }}
      </Show>
    </section>
  );
}

export function Settings() {
  const settings = use_fetched<{ settings: { key: string; value: string; origin: string }[] }>('/admin/settings');
  const [words, write] = useState('');
  return (
    <section class="panel">
      <h3>{t('admin.settings')}</h3>
      <p class="quiet">{t('access.settings_how')}</p>
      <label class="field">
        <span>{t('access.find_setting')}</span>
        <input type="search" value={words} onInput={(event) => write(event.currentTarget.value)} />
      </label>
      <Show of={settings}>
        {(now) => (
          <Table
            caption={t('admin.settings')}
            rows={now.settings.filter((each) => each.key.includes(words.trim().toLowerCase()))}
            columns={[
              [t('access.setting'), (row) => <code>{row.key}</code>],
              [t('access.value'), (row) => (row.value ? <code>{row.value}</code> : <span class="quiet">{t('access.default')}</span>)],
              [t('access.origin'), (row) => (row.origin === 'default' ? t('access.default') : row.origin)],
            ]}
          />
        )}
      </Show>
    </section>
  );
}
