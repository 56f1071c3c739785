// How the school uses Edify: goals, questions, ratings, use by role, trends.
import { useState } from 'preact/hooks';
import { ago, count, date, number, percent, t, word } from '../i18n/i18n';
import { type CoverageFigures, CoverageTile } from './coverage';
import { Bars, DayLine, Table, Tile, Tiles, share } from './figures';
import { Show, use_fetched } from './fetched';

interface RoleUse {
  role: string;
  people: number;
  questions: number;
  unanswered: number;
}

interface Satisfaction {
  up: number;
  down: number;
  survey_answers: number;
  mean_score: number;
  target_score: number;
  reasons: Record<string, number>;
}

function RoleTable({ roles }: { roles: RoleUse[] }) {
  return (
    <Table
      caption={t('use.by_role')}
      rows={roles}
      empty={t('use.nobody')}
      columns={[
        [t('use.role'), (row) => word('role', row.role)],
        [t('use.people'), (row) => number(row.people), true],
        [t('use.questions'), (row) => number(row.questions), true],
        [t('use.unanswered'), (row) => share(row.unanswered, row.questions), true],
      ]}
    />
  );
}

function SatisfactionTiles({ figures }: { figures: Satisfaction }) {
  const rated = figures.up + figures.down;
  const is_good = figures.mean_score > figures.target_score;
  return (
    <>
      <Tile
        name={t('use.satisfaction')}
        value={figures.survey_answers === 0 ? '–' : number(figures.mean_score, 1)}
        note={`${t('use.goal', { goal: number(figures.target_score, 1) })} · ${count('use.answers', figures.survey_answers)}`}
        {...(figures.survey_answers > 0 ? { tone: is_good ? 'good' : 'bad' } : {})}
      />
      <Tile name={t('use.good_answers')} value={share(figures.up, rated)} note={count('use.ratings', rated)} />
    </>
  );
}

interface TicketFigures {
  total: number;
  open: number;
  target_a_week: number;
  newest: string | null;
  weeks: { week: string; opened: number }[];
}

const week_ms = 7 * 86_400_000;

// The last week that is over.
function TicketTile({ figures }: { figures: TicketFigures }) {
  if (figures.newest === null) return <Tile name={t('use.tickets')} value="–" note={t('use.no_tickets')} />;
  const over = figures.weeks.filter((each) => Date.parse(each.week) + week_ms <= Date.now());
  const last = over.find((each) => Date.parse(each.week) + 2 * week_ms > Date.now())?.opened ?? 0;
  return (
    <Tile
      name={t('use.tickets')}
      value={number(last)}
      note={`${t('use.tickets_goal', { n: number(figures.target_a_week) })} · ${count('use.open_tickets', figures.open)}`}
      tone={last < figures.target_a_week ? 'good' : 'bad'}
    />
  );
}

function TicketWeeks({ figures }: { figures: TicketFigures }) {
  if (figures.newest === null) return null;
  return (
    <section class="panel">
      <h3>{t('use.tickets_by_week')}</h3>
      <p class="quiet">{t('use.newest_ticket', { date: date(figures.newest) })}</p>
      <Bars
        bars={figures.weeks.map((each) => ({
          name: date(each.week),
          value: each.opened,
          tone: each.opened < figures.target_a_week ? 'good' : 'bad',
        }))}
        empty={t('use.no_tickets_lately')}
      />
    </section>
  );
}

interface KpiFigures {
  days: number;
  roles: RoleUse[];
  satisfaction: Satisfaction;
  coverage: CoverageFigures;
  tickets: TicketFigures;
}

export function Kpis() {
  const kpis = use_fetched<KpiFigures>('/admin/kpis');
  return (
    <Show of={kpis}>
      {(now) => (
        <>
          <Tiles>
            <SatisfactionTiles figures={now.satisfaction} />
            <CoverageTile figures={now.coverage} />
            <TicketTile figures={now.tickets} />
            <Tile name={t('use.people')} value={number(now.roles.reduce((sum, each) => sum + each.people, 0))} note={count('use.days', now.days)} />
          </Tiles>
          <section class="panel">
            <h3>{t('use.adoption')}</h3>
            <RoleTable roles={now.roles} />
          </section>
          <TicketWeeks figures={now.tickets} />
        </>
      )}
    </Show>
  );
}

interface Asked {
  text: string;
  times: number;
  unanswered: number;
  last: string;
}

function AskedTable({ kind }: { kind: 'unanswered' | 'popular' }) {
  const asked = use_fetched<{ texts_are_kept: boolean; fewest_people: number; questions: Asked[] }>(`/admin/questions?kind=${kind}`);
  return (
    <section class="panel">
      <h3>{t(`use.${kind}_questions`)}</h3>
      <Show of={asked}>
        {(now) => (
          <>
            <p class="quiet">{now.texts_are_kept ? t('use.fewest_people', { n: number(now.fewest_people) }) : t('use.texts_not_kept')}</p>
            {now.texts_are_kept && (
              <Table
                caption={t(`use.${kind}_questions`)}
                rows={now.questions}
                columns={[
                  [t('use.question'), (row) => row.text],
                  [t('use.times'), (row) => number(row.times), true],
                  [t('use.unanswered'), (row) => share(row.unanswered, row.times), true],
                  [t('use.last'), (row) => ago(row.last)],
                ]}
              />
            )}
          </>
        )}
      </Show>
    </section>
  );
}

export function Questions() {
  return (
    <>
      <AskedTable kind="unanswered" />
      <AskedTable kind="popular" />
    </>
  );
}

interface Rating {
  rating: 'up' | 'down';
  reasons: string[];
  comment: string;
  role: string;
  time: string;
}

export function Feedback() {
  const feedback = use_fetched<Satisfaction & { newest: Rating[] }>('/admin/feedback');
  return (
    <Show of={feedback}>
      {(now) => (
        <>
          <Tiles>
            <SatisfactionTiles figures={now} />
          </Tiles>
          <section class="panel">
            <h3>{t('use.reasons')}</h3>
            <Bars
              bars={Object.entries(now.reasons).map(([name, value]) => ({ name: word('reason', name), value, tone: 'bad' }))}
              empty={t('use.no_reasons')}
            />
          </section>
          <section class="panel">
            <h3>{t('use.newest')}</h3>
            <Table
              caption={t('use.newest')}
              rows={now.newest}
              columns={[
                [t('use.rating'), (row) => <span class={`badge is-${row.rating === 'up' ? 'good' : 'bad'}`}>{t(`feedback.${row.rating}`)}</span>],
                [t('use.why'), (row) => row.reasons.map((each) => word('reason', each)).join(', ')],
                [t('use.comment'), (row) => row.comment],
                [t('use.role'), (row) => word('role', row.role)],
                [t('use.when'), (row) => ago(row.time)],
              ]}
            />
          </section>
        </>
      )}
    </Show>
  );
}

interface Day {
  day: string;
  people: number;
  questions: number;
  unanswered: number;
  mean_latency_ms: number;
}

function Trend({ days, name, value, label }: { days: Day[]; name: string; value: (day: Day) => number; label: (value: number) => string }) {
  const values = days.map(value);
  const last = values.at(-1) ?? 0;
  return (
    <div class="trend">
      <h4>{name}</h4>
      <p>
        <strong>{label(last)}</strong>
      </p>
      {days.length > 1 && (
        <DayLine values={values} label={t('use.trend', { name, most: label(Math.max(...values)), last: label(last) })} />
      )}
      <p class="quiet">
        {days[0] && date(days[0].day)} – {days.at(-1) && date(days.at(-1)!.day)}
      </p>
    </div>
  );
}

export function Usage() {
  const [shown, show] = useState(false);
  const usage = use_fetched<{ days: number; roles: RoleUse[] }>('/admin/usage');
  const trends = use_fetched<{ days: Day[]; answers_by_status: Record<string, number> }>('/admin/trends');
  const milliseconds = (value: number) => t('use.milliseconds', { n: number(value) });
  return (
    <>
      <section class="panel">
        <h3>{t('use.by_role')}</h3>
        <Show of={usage}>{(now) => <RoleTable roles={now.roles} />}</Show>
      </section>
      <section class="panel">
        <h3>{t('use.trends')}</h3>
        <Show of={trends}>
          {(now) => {
            if (now.days.length === 0) return <p class="quiet">{t('use.nobody')}</p>;
            return (
              <>
                <div class="trends">
                  <Trend days={now.days} name={t('use.questions')} value={(day) => day.questions} label={number} />
                  <Trend days={now.days} name={t('use.unanswered')} value={(day) => day.unanswered / Math.max(1, day.questions)} label={percent} />
                  <Trend days={now.days} name={t('use.latency')} value={(day) => day.mean_latency_ms} label={milliseconds} />
                </div>
                <button type="button" class="button is-quiet" aria-expanded={shown} onClick={() => show(!shown)}>
                  {t('use.as_table')}
                </button>
                {shown && (
                  <Table
                    caption={t('use.trends')}
                    rows={[...now.days].reverse()}
                    columns={[
                      [t('use.day'), (day) => date(day.day)],
                      [t('use.people'), (day) => number(day.people), true],
                      [t('use.questions'), (day) => number(day.questions), true],
                      [t('use.unanswered'), (day) => number(day.unanswered), true],
                      [t('use.latency'), (day) => milliseconds(day.mean_latency_ms), true],
                    ]}
                  />
                )}
              </>
            );
          }}
        </Show>
      </section>
      <section class="panel">
        <h3>{t('use.statuses')}</h3>
        <Show of={trends}>
          {(now) => (
            <Bars
              bars={Object.entries(now.answers_by_status).map(([name, value]) => ({
                name: word('status', name),
                value,
                tone: name === '5xx' ? 'bad' : name === '4xx' ? 'warning' : 'good',
              }))}
              empty={t('admin.nothing')}
            />
          )}
        </Show>
      </section>
    </>
  );
}
