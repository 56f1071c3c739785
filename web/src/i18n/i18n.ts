// The interface's texts. English is part of the app; the others are fetched when they are chosen. To add a language,
// add its file beside en.json and a line to `languages`.
import { signal } from '@preact/signals';
import en from './en.json';

export type Key = keyof typeof en;
type Messages = Partial<Record<Key, string>>;

export interface Language {
  code: string;
  name: string;
  dir: 'ltr' | 'rtl';
}

export const languages: Language[] = [
  { code: 'en', name: 'English', dir: 'ltr' },
  { code: 'hi', name: 'हिन्दी', dir: 'ltr' },
];

const files = import.meta.glob<Messages>(['./*.json', '!./en.json'], { import: 'default' });
const messages = signal<Messages>(en);
export const language = signal('en');

const stored = 'edify.language';

// The chosen one, else the browser's where there is one, else English.
export function preferred_language(): string {
  const wanted = [localStorage.getItem(stored), ...navigator.languages.map((each) => each.slice(0, 2))];
  return wanted.find((code) => languages.some((each) => each.code === code)) ?? 'en';
}

export async function use_language(code: string, remember = false): Promise<void> {
  const chosen = languages.find((each) => each.code === code);
  if (!chosen) return;
  messages.value = code === 'en' ? en : ((await files[`./${code}.json`]?.()) ?? en);
  language.value = code;
  document.documentElement.lang = code;
  document.documentElement.dir = chosen.dir;
  if (remember) localStorage.setItem(stored, code);
}

// "{name}" in a text is replaced by the value of that name.
export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = messages.value[key] ?? en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

// For words that come from the server ("failed", "wrong"): their text, or the word itself where there is none.
export function word(group: string, name: string): string {
  const key = `${group}.${name}`;
  if (key in en) return t(key as Key);
  return name.replace(/_/g, ' ');
}

// `key` names two texts, key.one and key.other, with {n}.
export function count(key: string, n: number): string {
  const form = new Intl.PluralRules(language.value).select(n) === 'one' ? 'one' : 'other';
  return t(`${key}.${form}` as Key, { n: number(n) });
}

export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }).format(value);
}

export function percent(value: number): string {
  return new Intl.NumberFormat(language.value, { style: 'percent', maximumFractionDigits: 0 }).format(value);
}

export function bytes(value: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    ++unit;
  }
  const options = { style: 'unit', unit: units[unit], unitDisplay: 'short', maximumFractionDigits: value < 10 ? 1 : 0 };
  return new Intl.NumberFormat(language.value, options as Intl.NumberFormatOptions).format(value);
}

export function date(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium' }).format(new Date(iso));
}

export function date_and_time(iso: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

// "5 minutes ago"
export function ago(iso: string): string {
  const seconds = (Date.parse(iso) - Date.now()) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ['day', 86400],
    ['hour', 3600],
    ['minute', 60],
  ];
  const format = new Intl.RelativeTimeFormat(language.value, { numeric: 'auto' });
  for (const [unit, length] of units) {
    if (Math.abs(seconds) >= length) return format.format(Math.round(seconds / length), unit);
  }
  return format.format(0, 'minute');
}

// "grade5" → "Grade 5"; "ik1" → "IK 1"
export function grade_name(grade: string): string {
  const found = /^(grade|ik)(\d+)$/.exec(grade);
  if (!found) return grade === 'general' ? t('grade.general') : grade;
  return t(found[1] === 'ik' ? 'grade.ik' : 'grade.number', { n: number(Number(found[2])) });
}

const type_names: Record<string, string> = {
  'application/pdf': 'PDF',
  'text/html': 'HTML',
  'text/markdown': 'Markdown',
  'text/plain': 'Text',
  'text/csv': 'CSV',
  'message/rfc822': 'E-mail',
  'application/vnd.ms-outlook': 'E-mail',
  'application/msword': 'Word',
  'application/vnd.ms-excel': 'Excel',
  'application/vnd.ms-powerpoint': 'PowerPoint',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint',
  'application/vnd.oasis.opendocument.text': 'OpenDocument',
  'application/vnd.oasis.opendocument.spreadsheet': 'OpenDocument',
  'application/vnd.oasis.opendocument.presentation': 'OpenDocument',
  'application/epub+zip': 'EPUB',
  'application/rtf': 'RTF',
};

export function type_name(content_type: string): string {
  if (content_type.startsWith('image/')) return t('type.picture');
  return type_names[content_type] ?? content_type.slice(content_type.indexOf('/') + 1).toUpperCase();
}
