// What admins see: how the ingest goes, what the library lacks, how the school uses Edify. No names of people.
import { useEffect } from 'preact/hooks';
import { type Key, t } from '../i18n/i18n';
import '../styles/admin.css';
import { me } from '../state/session';
import { Empty } from '../parts/controls';
import { Access, Audit, Settings } from './access';
import { Coverage } from './coverage';
import { Ingestion } from './ingestion';
import { Feedback, Kpis, Questions, Usage } from './use';

const tabs = [
  ['ingestion', Ingestion],
  ['kpis', Kpis],
  ['coverage', Coverage],
  ['questions', Questions],
  ['feedback', Feedback],
  ['usage', Usage],
  ['access', Access],
  ['audit', Audit],
  ['settings', Settings],
] as const;

export function Admin({ tab }: { tab: string }) {
  const [name, View] = tabs.find(([each]) => each === tab) ?? tabs[0];
  const title = t(`admin.${name}` as Key);
  useEffect(() => {
    document.title = `${title} – ${t('app.name')}`;
  }, [title]);
  if (me.value?.role !== 'admin') return <Empty icon="warning" title={t('problem.forbidden')} />;
  return (
    <div class="view is-wide">
      <header class="view-head">
        <h1>{t('shell.admin')}</h1>
      </header>
      <nav class="tabs" aria-label={t('shell.admin')}>
        <ul>
          {tabs.map(([each]) => (
            <li key={each}>
              <a href={`/app/admin/${each}`} aria-current={each === name ? 'page' : undefined}>
                {t(`admin.${each}` as Key)}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <h2 class="only-heard">{title}</h2>
      <View />
    </div>
  );
}
