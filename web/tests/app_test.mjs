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
