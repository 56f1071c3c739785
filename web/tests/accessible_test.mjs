// axe-core on every view, in light and in dark: no violation of WCAG 2.2 A and AA.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { ask, launch, sign_in, url } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let browser;
let views = 0;

before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  console.log(`${views} views without a violation`);
});

async function check(page, name) {
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
    if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
    const found = await page.evaluate(
      (tags) => axe.run(document, { runOnly: tags, iframes: false, resultTypes: ['violations'] }),
      rules,
    );
    const said = found.violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.html + ' ' + node.failureSummary).join('\n')}`);
    assert.deepEqual(said, [], `${name}, ${colorScheme}`);
    ++views;
  }
}

async function open(person, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 850 }, locale: 'en-IN', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  if (person) await sign_in(page, person);
  return page;
}

test('signing in', async () => {
  const page = await open(null);
  await page.goto(url + '/');
  await page.locator('.person').first().waitFor();
  await check(page, 'sign in');
});

test('asking, an answer, its feedback, and what it cites', async () => {
  const page = await open('Meera');
  await check(page, 'welcome');
  await page.getByRole('button', { name: 'Narrow the search' }).click();
  await page.getByLabel('Grade').selectOption('grade10');
  await check(page, 'filters');
  const turn = await ask(page, "What does Snell's law of refraction say?");
  await turn.locator('details summary').click();
  await turn.getByRole('button', { name: 'Bad answer' }).click();
  await check(page, 'answer');
  await turn.locator('.cite').first().click();
  await page.locator('.page[data-drawn] .box').first().waitFor();
  await check(page, 'a PDF');
  await page.keyboard.press('Escape');
  await page.locator('.reader').waitFor({ state: 'detached' });
  await turn.getByRole('button', { name: 'Share or keep' }).click();
  await check(page, 'sharing');
});

test('a refusal, and a text in its frame', async () => {
  const page = await open('Asha');
  await (await ask(page, 'Who won the football world cup in 1998?')).locator('.refused').waitFor();
  await check(page, 'refusal');
  await page.getByRole('button', { name: 'New question' }).first().click();
  await (await ask(page, 'What is phishing?')).locator('.cite').first().click();
  await page.locator('iframe.reading-frame').waitFor();
  await check(page, 'a text');
  // Closing goes one step back in the history, which must not be still to come when the next page is asked for.
  await page.keyboard.press('Escape');
  await page.locator('.reader').waitFor({ state: 'detached' });
  await page.goto(url + '/app');
  for (const question of ['What is phishing?', 'Why do leaves look green?', 'What is the scale of a map?']) {
    await (await ask(page, question)).locator('.actions').waitFor();
  }
  await page.locator('form.survey .score').first().click();
  await check(page, 'survey');
});

test('the library, collections, and a link that leads nowhere', async () => {
  const page = await open('Meera');
  await page.goto(url + '/app/library');
  await page.locator('.document').first().waitFor();
  await check(page, 'library');
  await page.getByLabel('Search by name or folder').fill('zebra');
  await page.locator('.empty').waitFor();
  await check(page, 'nothing found');
  await page.goto(url + '/app/collections');
  await page.locator('.empty, .failure, .document').first().waitFor();
  await check(page, 'collections');
  await page.goto(url + '/shared/0b7e7dee-3a3c-4b1f-9d0e-7a8f0f9f7f11');
  await page.locator('.failure').waitFor();
  await check(page, 'a link that leads nowhere');
});

test('administration', async () => {
  const page = await open('Kabir');
  for (const tab of ['ingestion', 'kpis', 'coverage', 'questions', 'feedback', 'usage', 'access', 'audit', 'settings']) {
    await page.goto(`${url}/app/admin/${tab}`);
    await page.locator('.panel, .tiles').first().waitFor();
    await page.waitForLoadState('networkidle');
    await check(page, tab);
  }
  await page.goto(`${url}/app/admin/ingestion`);
  await page.locator('tbody .link').first().click();
  await page.locator('.facts').waitFor();
  await check(page, 'one file’s story');
});

test('a phone, in Hindi, with its menu open', async () => {
  const page = await open('Asha', { viewport: { width: 375, height: 740 }, isMobile: true, hasTouch: true, locale: 'hi-IN' });
  await check(page, 'welcome on a phone');
  await ask(page, 'पौधे अपना भोजन कैसे बनाते हैं?');
  await check(page, 'answer on a phone');
  await page.getByRole('button', { name: 'मेन्यू' }).tap();
  await check(page, 'menu on a phone');
});
