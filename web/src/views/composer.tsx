// Where a question is written, and what it is narrowed to.
import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from '../api/client';
import type { Facets } from '../api/types';
import { grade_name, t, type_name, word } from '../i18n/i18n';
import { IconButton, Select } from '../parts/controls';
import { Icon } from '../parts/icon';
import { type Filters, ask_question, filters, is_answering, stop, turns } from '../state/chat';
import { is_online } from '../state/session';

const longest = 2000;
export const facets = signal<Facets | null>(null);

export async function load_facets(): Promise<void> {
  if (!facets.peek()) facets.value = await get<Facets>('/facets').catch(() => null);
}

function set(values: Partial<Filters>): void {
  filters.value = Object.fromEntries(
    Object.entries({ ...filters.value, ...values }).filter(([, value]) => value !== undefined && value !== ''),
  );
}

export function FacetChoices({ value, choose }: { value: Filters; choose: (values: Partial<Filters>) => void }) {
  const known = facets.value;
  useEffect(() => void load_facets(), []);
  const any: [string, string] = ['', t('filter.any')];
  return (
    <>
      <Select
        label={t('filter.module')}
        value={value.module ?? ''}
        choose={(module) => choose({ module })}
        options={[any, ...(known?.modules ?? []).map((each): [string, string] => [each, word('module', each)])]}
      />
      <Select
        label={t('filter.grade')}
        value={value.grade ?? ''}
        choose={(grade) => choose({ grade })}
        options={[any, ...(known?.grades ?? []).map((each): [string, string] => [each, grade_name(each)])]}
      />
      <Select
        label={t('filter.year')}
        value={value.year ?? ''}
        choose={(year) => choose({ year })}
        options={[any, ...(known?.years ?? []).map((each): [string, string] => [each, each])]}
      />
      <Select
        label={t('filter.type')}
        value={value.document_type ?? ''}
        choose={(document_type) => choose({ document_type })}
        options={[any, ...(known?.document_types ?? []).map((each): [string, string] => [each, type_name(each)])]}
      />
    </>
  );
}

function chosen(value: Filters): [keyof Filters, string][] {
  const names: [keyof Filters, string][] = [];
  if (value.document) names.push(['document', value.document.title]);
  if (value.module) names.push(['module', word('module', value.module)]);
  if (value.grade) names.push(['grade', grade_name(value.grade)]);
  if (value.year) names.push(['year', value.year]);
  if (value.document_type) names.push(['document_type', type_name(value.document_type)]);
  return names;
}

function Chips() {
  const names = chosen(filters.value);
  if (names.length === 0) return null;
  return (
    <ul class="chips" aria-label={t('filter.chosen')}>
      {names.map(([key, name]) => (
        <li key={key} class="chip">
          <span>{name}</span>
          <IconButton icon="close" label={t('filter.remove', { name })} onClick={() => set({ [key]: undefined })} />
        </li>
      ))}
    </ul>
  );
}

export function Composer() {
  const [text, write] = useState('');
  const [narrowing, narrow] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const answering = turns.value.length > 0 && is_answering();
  const is_ready = text.trim().length > 0 && text.length <= longest && is_online.value && !answering;

  // As high as its text, up to a third of the window.
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.blockSize = 'auto';
    area.style.blockSize = `${Math.min(area.scrollHeight, innerHeight / 3)}px`;
  }, [text]);
  useEffect(() => {
    if (matchMedia('(min-width: 60rem)').matches) field.current?.focus();
    const listen = (event: KeyboardEvent) => {
      const is_typing = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as Element).tagName);
      if (event.key === '/' && !is_typing && !document.querySelector('dialog[open]')) {
        event.preventDefault();
        field.current?.focus();
      }
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);

  const submit = () => {
    if (!is_ready) return;
    void ask_question(text.trim());
    write('');
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {narrowing && (
        <fieldset class="filters" id="filters">
          <legend class="only-heard">{t('filter.title')}</legend>
          <FacetChoices value={filters.value} choose={set} />
        </fieldset>
      )}
      <Chips />
      <div class="composer-line">
        <IconButton
          icon="filter"
          label={t('filter.title')}
          pressed={narrowing}
          onClick={() => narrow(!narrowing)}
        />
        <label class="only-heard" for="question">
          {t('chat.question')}
        </label>
        <textarea
          id="question"
          ref={field}
          rows={1}
          maxLength={longest}
          placeholder={t('chat.placeholder')}
          value={text}
          enterkeyhint="send"
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
              event.preventDefault();
              submit();
            }
          }}
        />
        {answering ? (
          <button type="button" class="send is-stop" aria-label={t('chat.stop')} title={t('chat.stop')} onClick={stop}>
            <Icon name="stop" />
          </button>
        ) : (
          <button type="submit" class="send" aria-label={t('chat.send')} title={t('chat.send')} disabled={!is_ready}>
            <Icon name="send" />
          </button>
        )}
      </div>
      <p class="fine-print">{t('chat.fine_print')}</p>
    </form>
  );
}
