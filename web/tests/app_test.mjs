// The app as people use it, in a real browser against a real server over samples/. tests/e2e/test_web.py starts it.
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

async function open_page(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 850 }, locale: 'en-IN', ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watch(page, complaints);
  return page;
}

const words_of = (text) => text.normalize('NFKC').toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];

// The words of the PDF, as pdf.js reads them, that lie under the marks: the runs of text that a mark covers for the most
// part of their height, and where it covers a part of their length, that part.
async function marked_words(page) {
  return page.evaluate(() => {
    const found = [];
    for (const mark of document.querySelectorAll('.page .box')) {
      const box = mark.getBoundingClientRect();
      for (const run of mark.parentElement.querySelectorAll('.textLayer span')) {
        const text = run.firstChild;
        if (text?.nodeType !== Node.TEXT_NODE) continue;
        for (const word of text.data.matchAll(/\S+/g)) {
          const range = document.createRange();
          range.setStart(text, word.index);
          range.setEnd(text, word.index + word[0].length);
          const at = range.getBoundingClientRect();
          const middle = [(at.left + at.right) / 2, (at.top + at.bottom) / 2];
          const is_inside = box.left <= middle[0] && middle[0] <= box.right && box.top <= middle[1] && middle[1] <= box.bottom;
          if (is_inside) found.push(word[0]);
        }
      }
    }
    return found.join(' ');
  });
}

test('each role signs in and sees its own places', async () => {
  for (const [person, places] of [
    ['Asha', ['Ask', 'Library']],
    ['Meera', ['Ask', 'Library', 'Collections']],
    ['Kabir', ['Ask', 'Library', 'Collections', 'Administration']],
  ]) {
    const page = await open_page();
    await sign_in(page, person);
    assert.deepEqual((await page.locator('.place').allInnerTexts()).map((each) => each.trim()), places);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.locator('.person').first().waitFor();
    assert.equal((await page.request.get(url + '/me')).status(), 401);
    await page.context().close();
  }
});

test('the mark lies over the words that are cited', async () => {
  const page = await open_page();
  await sign_in(page, 'Kabir');
  for (const question of ['Why do leaves look green?', "What does Snell's law of refraction say?", 'What must a visitor do at the school gate?']) {
    const turn = await ask(page, question);
    const marks = await turn.locator('.answer .cite').count();
    assert.ok(marks > 0, question);
    for (let i = 0; i < Math.min(marks, 3); ++i) {
      await turn.locator('.answer .cite').nth(i).click();
      if ((await page.locator('.pages').count()) === 0) continue; // not a PDF
      await page.locator('.page[data-drawn] .box').first().waitFor();
      await page.locator('.page[data-drawn] .textLayer .endOfContent, .page[data-drawn] .textLayer span').first().waitFor();
      const quote = words_of(await page.locator('.reader-quote').evaluate((each) => each.lastChild.textContent));
      // Without the spaces between words: a PDF may set a subscript as a word of its own.
      const marked = words_of(await marked_words(page)).join('');
      const missed = quote.filter((word) => !marked.includes(word));
      assert.ok(missed.length <= quote.length * 0.1, `${question} [${i}]: under the mark there is not ${missed.join(' ')}`);
      const box = await page.locator('.page .box').first().boundingBox();
      const frame = await page.locator('.pages').boundingBox();
      assert.ok(box.y >= frame.y && box.y + box.height <= frame.y + frame.height, 'the mark is in view');
      await page.locator('.reader').press('Escape');
      await page.locator('.reader').waitFor({ state: 'detached' });
    }
  }
  await page.context().close();
});

test('a text format is read in a frame without scripts, its passage marked', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  const turn = await ask(page, 'What is phishing?');
  await turn.locator('.cite').first().click();
  const frame = page.locator('iframe.reading-frame');
  assert.equal(await frame.getAttribute('sandbox'), '');
  const marked = await page.frameLocator('iframe.reading-frame').locator('mark').allInnerTexts();
  assert.match(marked.join(' '), /bank/i);
  await page.context().close();
});

test('what the documents do not answer is said plainly', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  const turn = await ask(page, 'Who won the football world cup in 1998?');
  await turn.locator('.refused').waitFor();
  assert.equal(await turn.locator('.cite').count(), 0);
  await page.context().close();
});

// Slow enough that people, and tests, see an answer come.
async function slow_down(page, bytes_a_second) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  const speed = (bytes) => devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: bytes, uploadThroughput: -1 });
  await speed(bytes_a_second);
  return () => speed(-1);
}

test('an answer is seen as it comes, is stopped, and is asked again', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  const at_full_speed = await slow_down(page, 4000);
  await page.locator('#question').fill('How do plants make their food?');
  await page.keyboard.press('Enter');
  await page.locator('.turn[aria-busy="true"] .thinking').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  const turn = page.locator('.turn').last();
  await turn.getByText('Stopped before there was an answer').waitFor();
  await at_full_speed();
  await turn.getByRole('button', { name: 'Ask again' }).click();
  await page.locator('.turn .actions').waitFor();
  assert.ok((await page.locator('.turn .cite').count()) > 0);
  assert.equal(await page.locator('.turn').count(), 1, 'in its place');
  await page.context().close();
});

test('the first sentence is shown before the last has come', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  const events = await page.evaluate(async () => {
    const headers = { 'Content-Type': 'application/json' };
    const answer = await fetch('/chat', { method: 'POST', headers, body: JSON.stringify({ message: 'Why do leaves look green?' }) });
    return [...(await answer.text()).matchAll(/^event: (\w+)/gm)].map((each) => each[1]);
  });
  assert.equal(events[0], 'sources');
  assert.equal(events.at(-1), 'done');
  assert.ok(events.filter((each) => each === 'delta').length > 1);
  await page.context().close();
});

// As where a language model dies in the middle of its answer: the server's own events, and a beginning before them.
test('an answer that begins again is shown without its first beginning', async () => {
  const page = await open_page({ serviceWorkers: 'block' });  // it would ask in the page's place
  await page.route('**/chat', async (route) => {
    // What a browser says of its own page, and the server wants to hear.
    const headers = { ...route.request().headers(), origin: url, 'sec-fetch-site': 'same-origin' };
    const response = await route.fetch({ headers });
    const body = await response.text();
    const at = body.indexOf('event: delta');
    const first = { text: 'Half of something else.', citations: [1] };
    const beginning = `event: delta\ndata: ${JSON.stringify(first)}\n\nevent: restart\ndata: {"reason":"llm_broken"}\n\n`;
    await route.fulfill({ response, body: body.slice(0, at) + beginning + body.slice(at) });
  });
  await sign_in(page, 'Asha');
  const turn = await ask(page, 'Why do leaves look green?');
  const told = await turn.innerText();
  assert.match(told, /sends back green light/);
  assert.doesNotMatch(told, /Half of something else/);
  await page.context().close();
});

test('an answer is copied with its sources, rated, and kept with its rating', async () => {
  const page = await open_page({ permissions: ['clipboard-read', 'clipboard-write'] });
  await sign_in(page, 'Rohan');
  const turn = await ask(page, "What does Snell's law of refraction say?");
  const place = page.url();
  assert.match(place, /\/app\/c\//);
  await turn.getByRole('button', { name: 'Copy' }).click();
  await turn.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(copied, /constant for a given pair of media/);
  assert.match(copied, /^\[1\] .*page \d/m);
  await turn.getByRole('button', { name: 'Bad answer' }).click();
  await page.getByLabel('Something is missing').check();
  await page.getByLabel('Anything else?').fill('The formula, please');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you').waitFor();

  await page.goto(place);
  const again = page.locator('.turn').last();
  await again.locator('.cite').first().waitFor();
  assert.equal(await again.getByRole('button', { name: 'Bad answer' }).getAttribute('aria-pressed'), 'true');
  await again.locator('.cite').first().click();
  await page.locator('.page[data-drawn] .box').first().waitFor();
  await page.context().close();
});

test('what was asked is found again, renamed and deleted', async () => {
  const page = await open_page();
  await sign_in(page, 'Rohan');
  await ask(page, 'Should acid be added to water or water to acid?');
  const list = page.locator('.conversation');
  await list.filter({ hasText: 'acid' }).first().waitFor();
  await page.getByLabel('Search conversations').fill('zebra');
  await page.getByText('No conversation has these words').waitFor();
  await page.getByLabel('Search conversations').fill('acid');
  await list.filter({ hasText: 'acid' }).first().waitFor();
  page.on('dialog', (dialog) => dialog.accept('Laboratory'));
  await list.first().hover();
  await list.first().getByRole('button', { name: /Rename/ }).click();
  await page.getByLabel('Search conversations').fill('');
  await list.filter({ hasText: 'Laboratory' }).waitFor();
  await list.filter({ hasText: 'Laboratory' }).hover();
  await list.filter({ hasText: 'Laboratory' }).getByRole('button', { name: /Delete/ }).click();
  await list.filter({ hasText: 'Laboratory' }).waitFor({ state: 'detached' });
  await page.context().close();
});

test('one document is found in the library and asked', async () => {
  const page = await open_page();
  await sign_in(page, 'Meera');
  await page.getByRole('link', { name: 'Library' }).click();
  await page.getByLabel('Search by name or folder').fill('metre bridge');
  await page.locator('.document').filter({ hasText: 'Metre Bridge' }).waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.document').length === 1);
  await page.locator('.document-title').click();
  await page.locator('.page[data-drawn]').first().waitFor();
  // Going back is done later, and would take the question's page away again.
  await page.evaluate(() => {
    history.back = () => document.body.append('went back');
  });
  await page.locator('.reader').getByRole('button', { name: 'Ask this document' }).click();
  await page.locator('.chip', { hasText: 'Metre Bridge' }).waitFor();
  assert.equal(await page.getByText('went back').count(), 0);
  await page.goBack();
  await page.locator('.document').filter({ hasText: 'Metre Bridge' }).waitFor();
  assert.equal(await page.locator('.reader').count(), 0);
  await page.goForward();
  const turn = await ask(page, 'What is the aim of this experiment?');
  for (const title of await turn.locator('.sources .source-title').allInnerTexts()) assert.match(title, /Metre Bridge/i);
  await page.context().close();
});

test('a teacher keeps an answer in a collection and shares it; a student sees the sources that are theirs', async () => {
  const page = await open_page({ permissions: ['clipboard-read', 'clipboard-write'] });
  await sign_in(page, 'Meera');
  await page.getByRole('link', { name: 'Collections' }).click();
  await page.getByLabel('New collection').fill('Light');
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await page.locator('.document-title', { hasText: 'Light' }).waitFor();
  await page.getByRole('button', { name: 'New question' }).first().click();
  const turn = await ask(page, "What does Snell's law of refraction say?");
  await turn.getByRole('button', { name: 'Share or keep' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  await page.getByRole('button', { name: 'Keep it in a collection' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Light' }).click();
  await page.getByText('Kept.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Collections' }).click();
  await page.locator('.document-title', { hasText: 'Light' }).click();
  await page.locator('.panel .cite').first().waitFor();

  const reader = await open_page();
  await sign_in(reader, 'Rohan');
  await reader.goto(link);
  await reader.locator('.answer .cite').first().click();
  await reader.locator('.page[data-drawn] .box').first().waitFor();
  const other = await open_page();
  await sign_in(other, 'Asha');
  await other.goto(link);
  await other.getByText('not for you').first().waitFor();
  assert.equal(await other.locator('.answer .cite').count(), 0);
  for (const each of [page, reader, other]) await each.context().close();
});

test('a link that is taken back leads nowhere; a passage is kept by itself', async () => {
  const page = await open_page();
  await sign_in(page, 'Meera');
  await page.goto(url + '/app/collections');
  await page.getByLabel('New collection').fill('Passages');
  await page.getByRole('button', { name: 'Make', exact: true }).click();
  await page.locator('.document-title', { hasText: 'Passages' }).waitFor();
  await page.getByRole('button', { name: 'New question' }).first().click();
  const turn = await ask(page, "What does Snell's law of refraction say?");
  await turn.getByRole('button', { name: 'Share or keep' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link').inputValue();
  await page.getByRole('button', { name: 'Take the link back' }).click();
  await page.getByText('leads nowhere').waitFor();
  assert.equal((await page.request.get(link.replace('/shared/', '/shares/'))).status(), 404);
  await page.keyboard.press('Escape');
  await turn.locator('.cite').first().click();
  await page.getByRole('button', { name: 'Keep this passage in a collection' }).click();
  await page.getByRole('button', { name: 'Keep it in a collection' }).click();
  await page.locator('dialog').getByRole('button', { name: 'Passages' }).click();
  await page.getByText('Kept.').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.reader').count(), 1, 'the reader stays');
  await page.goto(url + '/app/collections');
  await page.locator('.document-title', { hasText: 'Passages' }).click();
  await page.locator('.panel .passage', { hasText: 'refraction' }).waitFor();
  await page.context().close();

  const student = await open_page();
  await sign_in(student, 'Asha');
  await (await ask(student, 'Why do leaves look green?')).locator('.cite').first().click();
  await student.locator('.reader').waitFor();
  assert.equal(await student.getByRole('button', { name: 'Keep this passage in a collection' }).count(), 0);
  await student.context().close();
});

test('after a few answers one is asked once how satisfied one is', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  for (const question of ['Why do leaves look green?', 'What is phishing?', 'What is the scale of a map?']) {
    assert.equal(await page.locator('form.survey').count(), 0);
    await ask(page, question);
  }
  await page.locator('form.survey .score').nth(4).click();
  await page.locator('form.survey').getByRole('button', { name: 'Send' }).click();
  await page.getByText('Thank you!').waitFor();
  await page.reload();
  await page.locator('.cite').first().waitFor();
  assert.equal(await page.locator('form.survey').count(), 0);
  await page.context().close();
});

test('students find no procedures, in the library or by an address', async () => {
  const page = await open_page();
  await sign_in(page, 'Kabir');
  const listed = await page.evaluate(async () => (await (await fetch('/documents?query=visitor')).json()).documents);
  const student = await open_page();
  await sign_in(student, 'Asha');
  await student.goto(url + '/app/library');
  await student.getByLabel('Search by name or folder').fill('visitor');
  await student.getByText('No document fits').waitFor();
  await student.goto(url + '/app/admin');
  await student.getByText('Your role does not allow this').waitFor();
  const refused = await student.evaluate(async (id) => (await fetch(`/documents/${id}/content`)).status, listed[0].document_id);
  assert.equal(refused, 404);
  await page.context().close();
  await student.context().close();
});

test('an admin reads one file’s story and lets it be tried again', async () => {
  const page = await open_page();
  await sign_in(page, 'Kabir');
  await page.goto(url + '/app/admin/ingestion');
  const state = page.locator('.filters select').first();
  const row = page.locator('tbody tr', { hasText: 'Broken' });
  await row.waitFor();
  await state.selectOption((await row.getByText('quarantined').count()) > 0 ? 'quarantined' : 'failed');
  await page.waitForFunction(() => document.querySelectorAll('.panel table')[0].rows.length === 2);
  await row.getByRole('button').click();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('status').filter({ hasText: 'waiting' }).waitFor();
  await page.getByRole('button', { name: 'Close' }).last().click();
  await state.selectOption('pending');
  await row.waitFor();
  for (const tab of ['Goals', 'Coverage', 'Questions', 'Feedback', 'Use and trends', 'Keys and denials', 'Audit', 'Settings']) {
    await page.getByRole('navigation', { name: 'Administration' }).getByRole('link', { name: tab }).click();
    await page.locator('.panel, .tiles').first().waitFor();
    assert.equal(await page.locator('.failure').count(), 0, tab);
  }
  await page.context().close();
});

test('the interface speaks Hindi, and remembers it', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  await page.getByLabel('Language').selectOption('hi');
  await page.getByRole('button', { name: 'नया प्रश्न' }).first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'hi');
  const turn = await ask(page, 'पौधे अपना भोजन कैसे बनाते हैं?');
  await turn.locator('.sources').getByText('कक्षा 5').first().waitFor();
  await page.reload();
  await page.getByRole('link', { name: 'पुस्तकालय' }).waitFor();
  await page.context().close();
});

test('a phone asks, opens a citation over the whole screen, and goes back', async () => {
  const page = await open_page({ viewport: { width: 375, height: 740 }, hasTouch: true, isMobile: true });
  await sign_in(page, 'Asha');
  const turn = await ask(page, 'Why do leaves look green?');
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375, 'nothing is wider than the screen');
  await turn.locator('.cite').first().tap();
  await page.locator('.page[data-drawn] .box').first().waitFor();
  assert.equal((await page.locator('.reader').boundingBox()).width, 375);
  await page.goBack();
  await page.locator('.reader').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Menu' }).tap();
  await page.getByRole('link', { name: 'Library' }).tap();
  await page.locator('.document').first().waitFor();
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375);
  await page.context().close();
});

test('by the keyboard alone one asks, opens a citation and closes it', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  await page.locator('body').press('/');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'question');
  await page.keyboard.type('Why do leaves look green?');
  await page.keyboard.press('Enter');
  await page.locator('.turn .actions').waitFor();
  await page.locator('.cite').first().focus();
  await page.keyboard.press('Enter');
  await page.locator('.page[data-drawn] .box').first().waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.reader').waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.className), 'cite', 'the focus is where it was');
  await page.context().close();
});

test('without a network the app opens and says so; nothing of documents or answers is kept', async () => {
  const page = await open_page();
  await sign_in(page, 'Asha');
  await ask(page, 'Why do leaves look green?');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).active.state);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.context().setOffline(true);
  await page.locator('.offline-bar').waitFor();
  assert.equal(await page.getByRole('button', { name: 'Ask', exact: true }).isDisabled(), true);
  await page.reload();
  await page.locator('.offline-bar').waitFor();
  const kept = await page.evaluate(async () => {
    const paths = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
    }
    return paths;
  });
  assert.ok(kept.length > 2);
  for (const path of kept) assert.match(path, /^\/(app$|assets\/)/);
  await page.context().setOffline(false);
  await page.locator('.offline-bar').waitFor({ state: 'detached' });
  const turn = await ask(page, 'Why do leaves look green?');
  assert.ok((await turn.locator('.cite').count()) > 0);
  await page.context().close();
});

test('the app is there at once', async () => {
  const page = await open_page();
  await page.goto(url + '/');
  await page.locator('.person').first().waitFor();
  const at = await page.evaluate(() => performance.getEntriesByName('interactive')[0].startTime);
  console.log(`interactive after ${at.toFixed(0)} ms, nothing kept`);
  const scripts = await page.evaluate(() => performance.getEntriesByType('resource').map((each) => each.name));
  assert.equal(scripts.some((name) => /pdf|reader|admin/.test(name)), false, 'pdf.js and the admins’ views come when they are needed');
  await page.context().close();
});
