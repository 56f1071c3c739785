// Small parts that many views are made of.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Problem } from '../api/client';
import { t } from '../i18n/i18n';
import { Icon, type IconName } from './icon';

interface IconButtonProps {
  icon: IconName;
  label: string;
  onClick: () => void;
  pressed?: boolean;
  disabled?: boolean;
  class?: string;
}

export function IconButton({ icon, label, onClick, pressed, disabled, class: extra }: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${extra ?? ''}`}
      aria-label={label}
      title={label}
      aria-pressed={pressed}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}

export function Loading({ label }: { label?: string }) {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {label ?? t('state.loading')}
    </p>
  );
}

export function Empty({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children && <p>{children}</p>}
    </div>
  );
}

// What went wrong, in the reader's words, and what can be done.
export function problem_text(problem: Problem): string {
  if (problem.reason === 'offline' || !navigator.onLine) return t('problem.offline');
  if (problem.reason === 'ended_early') return t('problem.ended_early');
  if (problem.status === 401) return t('problem.signed_out');
  if (problem.status === 403) return t('problem.forbidden');
  if (problem.status === 404) return t('problem.not_found');
  if (problem.status === 429) return t('problem.too_many', { n: problem.retry_after || 1 });
  if (problem.status === 503) return t('problem.busy');
  return problem.message || t('problem.other');
}

export function Failure({ problem, again }: { problem: Problem; again?: () => void }) {
  return (
    <div class="failure" role="alert">
      <Icon name={problem.reason === 'offline' ? 'offline' : 'warning'} />
      <p>{problem_text(problem)}</p>
      {again && (
        <button type="button" class="button" onClick={again}>
          {t('action.try_again')}
        </button>
      )}
    </div>
  );
}

interface DialogProps {
  title: string;
  close: () => void;
  children: ComponentChildren;
}

// The browser's own dialog: it keeps the focus, and Escape closes it.
export function Dialog({ title, close, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} class="dialog" aria-label={title} onClose={close}>
      <header>
        <h2>{title}</h2>
        <IconButton icon="close" label={t('action.close')} onClick={() => element.current?.close()} />
      </header>
      {children}
    </dialog>
  );
}

interface SelectProps {
  label: string;
  value: string;
  choose: (value: string) => void;
  options: [value: string, label: string][];
}

export function Select({ label, value, choose, options }: SelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {options.map(([each, name]) => (
          <option key={each} value={each}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
