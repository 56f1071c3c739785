// The frame of every page: who is not signed in signs in, everybody else has the rail, a page, and maybe the reader.
import { useEffect } from 'preact/hooks';
import { later } from './parts/later';
import { navigate, path } from './router';
import { reading } from './state/reading';
import { is_online, me } from './state/session';
import { t } from './i18n/i18n';
import { Rail } from './views/rail';
import { SignIn } from './views/sign_in';
import { Chat } from './views/chat';
import { Icon } from './parts/icon';
import { open_conversation, start_conversation, conversation_id } from './state/chat';

const Library = later<'Library', object>(() => import('./views/library'), 'Library');
const Admin = later(() => import('./admin/admin'), 'Admin');
const Reader = later(() => import('./reader/reader'), 'Reader');
const Collections = later(() => import('./views/collections'), 'Collections');
const Shared = later(() => import('./views/shared'), 'Shared');

function Page() {
  const [, area, id] = path.value.split('/').slice(1);
  if (path.value.startsWith('/shared/')) return <Shared id={path.value.split('/')[2]!} />;
  if (area === 'library') return <Library />;
  if (area === 'collections') return <Collections id={id} />;
  if (area === 'admin') return <Admin tab={id ?? 'ingestion'} />;
  return <Chat />;
}

// The conversation that the address names.
function follow_address(): void {
  const [, area, id] = path.value.split('/').slice(1);
  if (area === 'c' && id) void open_conversation(id);
  else if (area === undefined && conversation_id.peek()) start_conversation();
}

export function App() {
  const is_in = Boolean(me.value);
  useEffect(() => {
    if (is_in && path.value === '/') navigate('/app', true);
    if (is_in) follow_address();
  }, [is_in, path.value]);
  if (!me.value) return <SignIn />;
  return (
    <div class={`shell ${reading.value ? 'is-reading' : ''}`}>
      <a class="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Rail />
      <main id="main" tabIndex={-1}>
        {!is_online.value && (
          <p class="offline-bar" role="status">
            <Icon name="offline" /> {t('state.offline')}
          </p>
        )}
        <Page />
      </main>
      {reading.value && <Reader what={reading.value} />}
    </div>
  );
}
