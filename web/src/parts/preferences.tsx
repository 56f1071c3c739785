import { language, languages, t, use_language } from '../i18n/i18n';
import { type Theme, theme } from '../state/theme';
import { IconButton } from './controls';

export function LanguageChoice() {
  return (
    <label class="language">
      <span class="only-heard">{t('shell.language')}</span>
      <select value={language.value} onChange={(event) => void use_language(event.currentTarget.value, true)}>
        {languages.map((each) => (
          <option key={each.code} value={each.code} lang={each.code}>
            {each.name}
          </option>
        ))}
      </select>
    </label>
  );
}

const themes: Theme[] = ['system', 'light', 'dark'];
const icons = { system: 'screen', light: 'sun', dark: 'moon' } as const;

export function ThemeButton() {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
  return (
    <IconButton
      icon={icons[theme.value]}
      label={`${t('shell.theme')}: ${t(`theme.${theme.value}`)}`}
      onClick={() => (theme.value = next)}
    />
  );
}
