// The ingest as it runs: states, errors by reason, the files, one file's story, and trying a failed one again.
import { useEffect, useState } from 'preact/hooks';
import { type Problem, as_problem, get, query, send } from '../api/client';
import { ago, bytes, count, date_and_time, number, t, word } from '../i18n/i18n';
import { Dialog, Failure, Loading, Select } from '../parts/controls';
import { Bars, Table, Tile, Tiles } from './figures';
import { Show, use_fetched } from './fetched';

interface Ingest {
  state: string;
  queue: number;
  files_per_second: number;
  elapsed_seconds: number;
  memory_bytes: number;
  documents: Record<string, number>;
  errors: Record<string, number>;
  runs: { source: string; started: string; state: string; files_per_second: number; elapsed_seconds: number; last_update: string }[];
}

interface Row {
  document_id: string;
  file_path: string;
  state: string;
  reason: string;
  message: string;
  tries: number;
  chunks: number;
  pages: number;
  file_size: number;
  updated: string;
}

interface Story extends Row {
  source: string;
  content_hash: string;
  version: string;
  first_seen: string;
  retry_after?: string;
  language: string;
  pages_ocred: number;
  findings: string[];
  pages_needing_ocr: number[];
  may_retry: boolean;
}

const states = ['pending', 'processing', 'done', 'failed', 'quarantined', 'deleted'];
const tones: Record<string, string> = {
  done: 'good',
  failed: 'bad',
  quarantined: 'warning',
  pending: 'info',
  processing: 'info',
};

function State({ name }: { name: string }) {
  return <span class={`badge is-${tones[name] ?? 'plain'}`}>{word('ingest_state', name)}</span>;
}

function StoryFacts({ story }: { story: Story }) {
  const facts: [string, string][] = [
    [t('story.path'), story.file_path],
    [t('story.source'), story.source],
    [t('story.size'), bytes(story.file_size)],
    [t('story.content'), `${count('library.pages', story.pages)}, ${count('story.chunks', story.chunks)}`],
    [t('story.first_seen'), date_and_time(story.first_seen)],
    [t('story.updated'), date_and_time(story.updated)],
    [t('story.tries'), number(story.tries)],
  ];
  if (story.language) facts.push([t('story.language'), story.language]);
  if (story.pages_ocred) facts.push([t('story.ocr'), count('library.pages', story.pages_ocred)]);
  if (story.pages_needing_ocr.length) facts.push([t('story.needs_ocr'), story.pages_needing_ocr.join(', ')]);
  if (story.reason) facts.push([t('story.reason'), `${word('ingest_reason', story.reason)}: ${story.message}`]);
  if (story.retry_after) facts.push([t('story.retry_after'), date_and_time(story.retry_after)]);
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function StoryDialog({ id, close }: { id: string; close: () => void }) {
  const [story, found] = useState<Story | null>(null);
  const [problem, fail] = useState<Problem | null>(null);
  const load = () => get<Story>(`/admin/documents/${id}`).then(found, (error: unknown) => fail(as_problem(error)));
  useEffect(() => void load(), [id]);
  const try_again = async () => {
    await send('POST', `/admin/documents/${id}/retry`, {}).catch((error: unknown) => fail(as_problem(error)));
    await load();
  };
  return (
    <Dialog title={t('story.title')} close={close}>
      {problem && <Failure problem={problem} />}
      {!story && !problem && <Loading />}
      {story && (
        <>
          <p role="status">
            <State name={story.state} />
          </p>
          <StoryFacts story={story} />
          {story.findings.length > 0 && (
            <ul class="bulleted">
              {story.findings.map((each) => (
                <li key={each}>{each}</li>
              ))}
            </ul>
          )}
          {story.may_retry && (
            <button type="button" class="button is-primary" onClick={() => void try_again()}>
              {t('story.retry')}
            </button>
          )}
        </>
      )}
    </Dialog>
  );
}

function Files({ reasons }: { reasons: string[] }) {
  const [state, set_state] = useState('');
  const [reason, set_reason] = useState('');
  const [more, set_more] = useState<Row[]>([]);
  const [next, set_next] = useState<string | undefined>(undefined);
  const [open, set_open] = useState<string | null>(null);
  const path = '/admin/documents' + query({ state, reason, limit: 50 });
  const files = use_fetched<{ documents: Row[]; next?: string }>(path);
  useEffect(() => {
    set_more([]);
    set_next(files.value?.next);
  }, [files.value]);
  const show_more = async () => {
    const page = await get<{ documents: Row[]; next?: string }>('/admin/documents' + query({ state, reason, limit: 50, after: next }));
    set_more([...more, ...page.documents]);
    set_next(page.next);
  };
  return (
    <section class="panel">
      <h3>{t('ingest.files')}</h3>
      <div class="filters">
        <Select
          label={t('ingest.state')}
          value={state}
          choose={set_state}
          options={[['', t('filter.any')], ...states.map((each): [string, string] => [each, word('ingest_state', each)])]}
        />
        <Select
          label={t('ingest.reason')}
          value={reason}
          choose={set_reason}
          options={[['', t('filter.any')], ...reasons.map((each): [string, string] => [each, word('ingest_reason', each)])]}
        />
      </div>
      <Show of={files}>
        {(page) => (
          <Table
            caption={t('ingest.files')}
            rows={[...page.documents, ...more]}
            columns={[
              [
                t('story.path'),
                (row) => (
                  <button type="button" class="link" onClick={() => set_open(row.document_id)}>
                    {row.file_path}
                  </button>
                ),
              ],
              [t('ingest.state'), (row) => <State name={row.state} />],
              [t('ingest.reason'), (row) => (row.reason ? word('ingest_reason', row.reason) : '')],
              [t('ingest.pages'), (row) => number(row.pages), true],
              [t('ingest.chunks'), (row) => number(row.chunks), true],
              [t('story.updated'), (row) => ago(row.updated)],
            ]}
          />
        )}
      </Show>
      {next && (
        <button type="button" class="button" onClick={() => void show_more()}>
          {t('action.more')}
        </button>
      )}
      {open && (
        <StoryDialog
          id={open}
          close={() => {
            set_open(null);
            files.again();
          }}
        />
      )}
    </section>
  );
}

export function Ingestion() {
  const ingest = use_fetched<Ingest>('/admin/ingestion', 3000);
  return (
    <Show of={ingest}>
      {(now) => (
        <>
          <Tiles>
            <Tile name={t('ingest.now')} value={word('ingest_now', now.state)} note={now.runs[0] ? ago(now.runs[0].last_update) : ''} />
            <Tile name={t('ingest.done')} value={number(now.documents['done'] ?? 0)} tone="good" />
            <Tile
              name={t('ingest.failed')}
              value={number((now.documents['failed'] ?? 0) + (now.documents['quarantined'] ?? 0))}
              tone={now.documents['failed'] || now.documents['quarantined'] ? 'bad' : 'good'}
            />
            <Tile name={t('ingest.waiting')} value={number((now.documents['pending'] ?? 0) + (now.documents['processing'] ?? 0))} />
            <Tile name={t('ingest.rate')} value={number(now.files_per_second * 3600)} note={t('ingest.per_hour')} />
            {now.memory_bytes > 0 && <Tile name={t('ingest.memory')} value={bytes(now.memory_bytes)} />}
          </Tiles>
          <section class="panel">
            <h3>{t('ingest.errors')}</h3>
            <Bars
              bars={Object.entries(now.errors).map(([name, value]) => ({ name: word('ingest_reason', name), value, tone: 'bad' }))}
              empty={t('ingest.no_errors')}
            />
          </section>
          <Files reasons={Object.keys(now.errors)} />
          <section class="panel">
            <h3>{t('ingest.runs')}</h3>
            <Table
              caption={t('ingest.runs')}
              rows={now.runs}
              columns={[
                [t('story.source'), (run) => run.source],
                [t('ingest.started'), (run) => date_and_time(run.started)],
                [t('ingest.state'), (run) => word('ingest_now', run.state)],
                [t('ingest.seconds'), (run) => number(run.elapsed_seconds), true],
                [t('ingest.per_hour'), (run) => number(run.files_per_second * 3600), true],
              ]}
            />
          </section>
        </>
      )}
    </Show>
  );
}
