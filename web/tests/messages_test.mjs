// Every language has every text, with the same values in it.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../src/i18n/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const english = read('en.json');
const values = (text) => [...text.matchAll(/\{(\w+)\}/g)].map((each) => each[1]).sort();

for (const name of readdirSync(folder).filter((each) => each.endsWith('.json') && each !== 'en.json')) {
  test(`${name} says all that en.json says`, () => {
    const texts = read(name);
    assert.deepEqual(Object.keys(texts).sort(), Object.keys(english).sort());
    for (const [key, text] of Object.entries(texts)) assert.deepEqual(values(text), values(english[key]), key);
  });
}
