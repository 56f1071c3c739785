import { render } from 'preact';
import { App } from './app';
import { preferred_language, use_language } from './i18n/i18n';
import { watch_links } from './router';
import { watch_reader } from './state/reading';
import { find_out_who, watch_session } from './state/session';
import { watch_theme } from './state/theme';
import './styles/base.css';
import './styles/shell.css';
import './styles/chat.css';
import './styles/answer.css';
import './styles/feedback.css';
import './styles/composer.css';
import './styles/parts.css';
import './styles/reader.css';

watch_theme();
watch_session();
watch_links();
watch_reader();
await Promise.all([use_language(preferred_language()), find_out_who()]);
render(<App />, document.getElementById('app')!);
performance.mark('interactive');

if ('serviceWorker' in navigator && import.meta.env.PROD) void navigator.serviceWorker.register('/sw.js');
