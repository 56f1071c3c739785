// What the library has of what the school teaches, and how questions about it went.
import { useState } from 'preact/hooks';
import { count, grade_name, number, percent, t } from '../i18n/i18n';
import { Icon } from '../parts/icon';
import { Table, Tile, Tiles, share } from './figures';
import { Show, use_fetched } from './fetched';

export interface CoverageFigures {
  has_curriculum: boolean;
  covered_share: number;
  target_share: number;
}

interface Line {
  grade: string;
  subject: string;
  year: string; // empty: every year
  documents: number;
  questions: number;
  unanswered: number;
}

type Asked = Pick<Line, 'documents' | 'questions' | 'unanswered'>;

export function CoverageTile({ figures }: { figures: CoverageFigures }) {
  if (!figures.has_curriculum) return <Tile name={t('admin.coverage')} value="–" note={t('use.no_curriculum_short')} />;
  return (
    <Tile
      name={t('admin.coverage')}
      value={percent(figures.covered_share)}
      note={t('use.goal', { goal: percent(figures.target_share) })}
      tone={figures.covered_share >= figures.target_share ? 'good' : 'bad'}
    />
  );
}

function sum(lines: Line[]): Asked {
  const total = { documents: 0, questions: 0, unanswered: 0 };
  for (const line of lines) {
    total.documents += line.documents;
    total.questions += line.questions;
    total.unanswered += line.unanswered;
  }
  return total;
}

function Cell({ lines }: { lines: Line[] }) {
  if (lines.length === 0) return null;
  const { documents, questions, unanswered } = sum(lines);
  return (
    <div class="coverage-cell">
      <span class={`badge is-${documents > 0 ? 'good' : 'bad'}`}>{count('use.documents', documents)}</span>
      {questions > 0 && (
        <>
          <span>{count('use.asked', questions)}</span>
          <span>{t('use.unanswered_share', { share: share(unanswered, questions) })}</span>
        </>
      )}
    </div>
  );
}

function CoverageMap({ lines, days }: { lines: Line[]; days: number }) {
  const [year, choose] = useState('');
  const years = [...new Set(lines.map((line) => line.year))].filter(Boolean).sort();
  const shown = lines.filter((line) => !year || !line.year || line.year === year);
  const grades = [...new Set(shown.map((line) => line.grade))];
  const subjects = [...new Set(shown.map((line) => line.subject))];
  return (
    <section class="panel">
      <h3>{t('use.map')}</h3>
      <p class="quiet">{t('use.map_how', { n: number(days) })}</p>
      {years.length > 1 && (
        <label class="field">
          <span>{t('use.year')}</span>
          <select value={year} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="">{t('use.all_years')}</option>
            {years.map((each) => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </label>
      )}
      <Table
        caption={t('use.map')}
        rows={subjects}
        columns={[
          [t('use.subject'), (subject) => subject],
          ...grades.map((grade): [string, (subject: string) => preact.ComponentChildren, boolean] => [
            grade_name(grade),
            (subject) => <Cell lines={shown.filter((line) => line.grade === grade && line.subject === subject)} />,
            true,
          ]),
        ]}
      />
    </section>
  );
}

export function Coverage() {
  const coverage = use_fetched<CoverageFigures & { days: number; lines: Line[] }>('/admin/coverage');
  return (
    <Show of={coverage}>
      {(now) => {
        if (!now.has_curriculum) {
          return (
            <p class="panel">
              <Icon name="warning" /> {t('use.no_curriculum')}
            </p>
          );
        }
        const asked = sum(now.lines);
        return (
          <>
            <Tiles>
              <CoverageTile figures={now} />
              <Tile name={t('use.questions')} value={number(asked.questions)} note={count('use.days', now.days)} />
              <Tile name={t('use.unanswered')} value={share(asked.unanswered, asked.questions)} />
            </Tiles>
            <CoverageMap lines={now.lines} days={now.days} />
          </>
        );
      }}
    </Show>
  );
}
