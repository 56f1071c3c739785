// Signing in by the school's issuer, in a real browser that follows every redirection. tests/e2e/test_web_sign_in.py starts
// both and says by EDIFY_ISSUER where people agree; POST /next there chooses who comes next.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ask, launch, url } from './browser.mjs';

const issuer = process.env.EDIFY_ISSUER;
let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

async function next_is(claims) {
  const told = await fetch(`${issuer}/next`, { method: 'POST', body: JSON.stringify(claims) });
  assert.equal(told.status, 200);
}

// What went over the network is in `asked`.
async function open_page(asked = []) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'en-IN' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('request', (request) => asked.push(request.url()));
  return page;
}

test('each role comes back from the school to the page that was asked for, and sees its own places', async () => {
  for (const [role, grades, places] of [
    ['student', ['grade5'], ['Ask', 'Library']],
    ['teacher', ['grade5', 'grade10'], ['Ask', 'Library', 'Collections']],
    ['admin', [], ['Ask', 'Library', 'Collections', 'Administration']],
  ]) {
    await next_is({ sub: `${role}-1`, roles: [role], grades });
    const page = await open_page();
    await page.goto(`${url}/app/library`);
    await page.getByRole('link', { name: /school/i }).click();
    await page.locator('.place').first().waitFor();
    assert.equal(new URL(page.url()).pathname, '/app/library');
    assert.deepEqual((await page.locator('.place').allInnerTexts()).map((each) => each.trim()), places);
    await page.context().close();
  }
});

test('a session outlives a reload, is out of reach of scripts, and ends with signing out', async () => {
  await next_is({ sub: 'meera', roles: ['teacher'], grades: ['grade5'] });
  const asked = [];
  const page = await open_page(asked);
  await page.goto(url);
  await page.getByRole('link', { name: /school/i }).click();
  const turn = await ask(page, 'How do plants make their food?');
  assert.ok((await turn.locator('.cite').count()) > 0);
  await page.reload();
  await page.locator('#question').waitFor();
  assert.equal(await page.evaluate(() => document.cookie), '');
  const cookies = await page.context().cookies();
  assert.ok(cookies.some((cookie) => cookie.name.endsWith('edify-session') && cookie.httpOnly && cookie.sameSite === 'Lax'));
  // Nothing that signs anybody in is in an address, but for the code, which is good once.
  assert.ok(asked.every((each) => !/id_token|access_token|session=/.test(each)));
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('link', { name: /school/i }).waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/me')).status), 401);
});

test('who has no role here is told so, and is not let in', async () => {
  await next_is({ sub: 'guest', roles: ['alumnus'] });
  const page = await open_page();
  await page.goto(url);
  await page.getByRole('link', { name: /school/i }).click();
  await page.waitForLoadState('networkidle');
  assert.equal(await page.locator('#question').count(), 0);
  assert.match(await page.locator('body').innerText(), /role|not allowed|may not/i);
});

test('a code that somebody else brings signs nobody in', async () => {
  await next_is({ sub: 'meera', roles: ['teacher'], grades: ['grade5'] });
  const follow = async (address) => (await fetch(address, { redirect: 'manual' })).headers.get('location');
  const stolen = await follow(await follow(`${url}/auth/login`));
  assert.match(stolen, /\/auth\/callback\?code=/);
  const page = await open_page();
  await page.goto(stolen);
  await page.goto(url);
  await page.getByRole('link', { name: /school/i }).waitFor();
  assert.equal(await page.evaluate(async () => (await fetch('/me')).status), 401);
});
