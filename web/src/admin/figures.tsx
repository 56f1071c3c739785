// How figures are shown: tiles, bars, tables.
import type { ComponentChildren } from 'preact';
import { number, percent, t } from '../i18n/i18n';

export function share(part: number, whole: number): string {
  return whole === 0 ? '–' : percent(part / whole);
}

export function Tile({ name, value, note, tone }: { name: string; value: string; note?: string; tone?: string }) {
  return (
    <div class={`tile ${tone ? `is-${tone}` : ''}`}>
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

export function Tiles({ children }: { children: ComponentChildren }) {
  return <dl class="tiles">{children}</dl>;
}

interface Bar {
  name: string;
  value: number;
  label?: string;
  tone?: string;
}

export function Bars({ bars, empty }: { bars: Bar[]; empty: string }) {
  if (bars.length === 0) return <p class="quiet">{empty}</p>;
  const most = Math.max(...bars.map((bar) => bar.value), 1);
  return (
    <ul class="bars">
      {bars.map((bar) => (
        <li key={bar.name}>
          <span class="bar-name">{bar.name}</span>
          <span class="bar-space" aria-hidden="true">
            <span class={`bar ${bar.tone ? `is-${bar.tone}` : ''}`} style={{ inlineSize: `${(100 * bar.value) / most}%` }} />
          </span>
          <span class="bar-value">{bar.label ?? number(bar.value)}</span>
        </li>
      ))}
    </ul>
  );
}

interface TableProps<Row> {
  caption: string;
  columns: [name: string, cell: (row: Row) => ComponentChildren, is_number?: boolean][];
  rows: Row[];
  empty?: string;
}

export function Table<Row>({ caption, columns, rows, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p class="quiet">{empty ?? t('admin.nothing')}</p>;
  return (
    <div class="table-frame" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="only-heard">{caption}</caption>
        <thead>
          <tr>
            {columns.map(([name, , is_number]) => (
              <th key={name} scope="col" class={is_number ? 'is-number' : ''}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {columns.map(([name, cell, is_number]) => (
                <td key={name} class={is_number ? 'is-number' : ''}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// A line of two days or more.
export function DayLine({ values, label }: { values: number[]; label: string }) {
  const most = Math.max(...values, 1);
  const step = values.length > 1 ? 300 / (values.length - 1) : 0;
  const points = values.map((value, at) => `${at * step},${58 - (52 * value) / most}`).join(' ');
  return (
    <svg class="day-line" viewBox="-2 0 304 62" role="img" aria-label={label} preserveAspectRatio="none">
      <polyline points={points} />
    </svg>
  );
}
