// Opens a document of the library five times, each in a browser that keeps nothing, and prints after how many
// milliseconds its first page was drawn. tests/e2e/test_azure_content.py starts it with the document's name.
import { launch, sign_in, url } from './browser.mjs';

const [name] = process.argv.slice(2);
const browser = await launch();
for (let i = 0; i < 5; ++i) {
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 850 }, locale: 'en-IN' })).newPage();
  page.setDefaultTimeout(30_000);
  await sign_in(page, 'Meera');
  await page.goto(`${url}/app/library`);
  const title = page.locator('.document-title', { hasText: name });
  await title.waitFor();
  // Within the page: the test's own way to the browser is not to be measured.
  const took = await title.evaluate((button) => {
    const drawn = new Promise((seen) => {
      const look = () => (document.querySelector('.page[data-drawn]') ? seen(performance.now()) : requestAnimationFrame(look));
      look();
    });
    const began = performance.now();
    button.click();
    return drawn.then((now) => now - began);
  });
  console.log(took.toFixed(1));
  await page.context().close();
}
await browser.close();
