// Pictures of the main views for docs/screenshots/: tools/make_screenshots.py starts this.
import { mkdirSync } from 'node:fs';
import { ask, launch, sign_in, url } from './browser.mjs';

const folder = process.argv[2];
mkdirSync(folder, { recursive: true });
const browser = await launch();

async function open(person, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-IN', colorScheme: 'light', ...options });
  const page = await context.newPage();
  if (person) await sign_in(page, person);
  return page;
}

async function take(page, name) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: `${folder}/${name}.png`, animations: 'disabled', caret: 'hide' });
}

async function open_citation(page, turn, nth = 0) {
  await turn.locator('.answer .cite').nth(nth).click();
  await page.locator('.page[data-drawn] .box').first().waitFor();
}

const sign_in_page = await open(null);
await sign_in_page.goto(url + '/');
await sign_in_page.locator('.person').first().waitFor();
await take(sign_in_page, 'sign-in');

const student = await open('Asha');
await take(student, 'welcome');
const turn = await ask(student, 'Why do leaves look green?');
await take(student, 'answer');
await open_citation(student, turn, 2);
await take(student, 'citation');

const dark = await open('Meera', { colorScheme: 'dark' });
await open_citation(dark, await ask(dark, "What does Snell's law of refraction say?"));
await take(dark, 'citation-dark');

const library = await open('Meera');
await library.goto(url + '/app/library');
await library.locator('.document').first().waitFor();
await take(library, 'library');

const phone_size = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
const phone = await open('Asha', { ...phone_size, locale: 'hi-IN' });
await ask(phone, 'पौधे अपना भोजन कैसे बनाते हैं?');
await take(phone, 'phone-hindi');

const admin = await open('Kabir');
for (const tab of ['ingestion', 'coverage', 'kpis', 'questions']) {
  await admin.goto(`${url}/app/admin/${tab}`);
  await admin.locator('.panel, .tiles').first().waitFor();
  await take(admin, `admin-${tab}`);
}
await browser.close();
