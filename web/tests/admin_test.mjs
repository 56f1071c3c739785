// What administrators see and do, in a real browser. tests/e2e/test_web.py starts it, with a curriculum list and tickets.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, launch, sign_in, url, watch } from './browser.mjs';

let browser;
const complaints = [];

before(async () => (browser = await launch()));
after(async () => {
  await browser.close();
  assert.deepEqual(complaints, []);
});

async function open(person, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'en-IN', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watch(page, complaints);
  await sign_in(page, person);
  return page;
}

test('the coverage map tells what was asked about each subject of a grade, and how much of it found no answer', async () => {
  const student = await open('Asha');
  await ask(student, 'Why do leaves look green?');
  await (await ask(student, 'Which verse of Sanskrit did Kalidasa finish in 2031?')).locator('.refused').waitFor();
  await student.context().close();
  const page = await open('Kabir');
  const cell = (subject, column) => page.locator('tbody tr').filter({ has: page.getByRole('cell', { name: subject, exact: true }) }).locator('td').nth(column);
  // The log is written beside the answers.
  await assert.doesNotReject(async () => {
    for (let tries = 0; ; ++tries) {
      await page.goto(`${url}/app/admin/coverage`);
      await page.locator('table').waitFor();
      if (/1 question\s*100% unanswered/.test(await cell('Sanskrit', 1).innerText())) return;
      if (tries === 20) throw new Error(`the map shows ${await page.locator('table').innerText()}`);
    }
  });
  assert.match(await cell('Sanskrit', 1).innerText(), /^0 documents/);
  assert.match(await cell('Science', 1).innerText(), /^[1-9]\d* documents?\s+\d+ questions?\s+\d+% unanswered/);
  assert.equal(await cell('Physics', 1).innerText(), '', 'not taught in this grade');
  await page.getByLabel('Year').selectOption('2024-2025');
  assert.equal(await page.getByRole('cell', { name: 'Science', exact: true }).count(), 0);
  await page.context().close();
});

test('the goals show the support tickets of the last whole week beside the goal', async () => {
  const page = await open('Kabir');
  await page.goto(`${url}/app/admin/kpis`);
  const tile = page.locator('.tile', { hasText: 'Support tickets last week' });
  await tile.waitFor();
  assert.match(await tile.innerText(), /3\s*goal: fewer than 5 · 1 open/);
  await page.getByRole('heading', { name: 'Support tickets by week' }).waitFor();
  assert.equal(await page.getByText(/Priya/).count(), 0, 'who wrote a ticket is kept nowhere');
  await page.context().close();
});

test('an admin denies somebody, lets them in again, and revokes a key', async () => {
  const page = await open('Kabir');
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(`${url}/app/admin/access`);
  const denied = page.locator('section', { has: page.getByRole('heading', { name: 'Denied people' }) });
  await denied.getByLabel('User').fill('rohan');
  await denied.getByLabel('Reason').fill('left the school');
  await denied.getByRole('button', { name: 'Deny' }).click();
  await denied.getByRole('cell', { name: 'left the school' }).waitFor();
  const rohan = await browser.newContext();
  const sign_in_as = async () => {
    const answer = await rohan.request.post(`${url}/auth/demo`, { data: { id: 'rohan' }, headers: { Origin: url, 'Sec-Fetch-Site': 'same-origin' } });
    return answer.status() === 204 ? (await rohan.request.get(`${url}/me`)).status() : answer.status();
  };
  const until = async (status) => {
    for (const end = Date.now() + 20_000; (await sign_in_as()) !== status; ) assert.ok(Date.now() < end, `never ${status}`);
  };
  await until(403);
  await denied.getByRole('button', { name: 'Allow rohan again' }).click();
  await denied.getByText('Nothing yet.').waitFor();
  await until(200);
  await denied.getByLabel('User').fill('kabir');
  await denied.getByRole('button', { name: 'Deny' }).click();
  await denied.locator('.failure').filter({ hasText: 'themselves' }).waitFor();

  const keys = page.locator('section', { has: page.getByRole('heading', { name: 'API keys' }) });
  await keys.getByRole('button', { name: 'Revoke the key “a program”' }).click();
  await keys.getByText('revoked', { exact: true }).waitFor();
  assert.equal(await keys.getByRole('button', { name: 'Revoke' }).count(), 0);
  await page.context().close();
});
