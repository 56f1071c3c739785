// Starts Debian's Chromium and holds what the tests share. The address of the server is in EDIFY_URL.
import { chromium } from 'playwright-core';

export const url = process.env.EDIFY_URL;

export async function launch() {
  // Without a sandbox of its own where the tests run as root.
  const args = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args });
}

// Nothing is to be asked of anybody else, and nothing is to be thrown.
export function watch(page, complaints) {
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) {
      complaints.push(`console: ${message.text()}`);
    }
  });
  page.on('request', (request) => {
    const to = new URL(request.url());
    const is_own = to.origin === new URL(url).origin || to.protocol === 'blob:' || to.protocol === 'data:';
    if (!is_own) complaints.push(`asked elsewhere: ${request.url()}`);
  });
}

export async function sign_in(page, person) {
  await page.goto(url + '/');
  await page.locator('.person', { hasText: person }).click();
  await page.locator('#question').waitFor();
}

export async function ask(page, question) {
  const turns = await page.locator('.turn').count();
  await page.locator('#question').fill(question);
  await page.locator('#question').press('Enter');
  const turn = page.locator('.turn').nth(turns);
  await turn.locator('.actions, .failure').first().waitFor();
  return turn;
}
