'use strict';
// Builds with text nodes only: whatever the description or an answer says is shown, never run.

const nav = document.querySelector('nav');
const main = document.querySelector('main');
let description;

function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    name in made ? (made[name] = value) : made.setAttribute(name, value);
  }
  made.append(...children.filter(child => child !== null));
  return made;
}

const code = text => element('code', {}, text);
const nameOf = reference => reference.split('/').pop();

function resolve(node) {
  return node.$ref ? node.$ref.slice(2).split('/').reduce((at, key) => at[key], description) : node;
}

function typeOf(schema) {
  if (schema.$ref) return element('a', { href: '#schema-' + nameOf(schema.$ref) }, nameOf(schema.$ref));
  if (schema.items) return element('span', {}, 'list of ', typeOf(schema.items));
  return [].concat(schema.type || 'any').filter(type => type !== 'null').join(' or ');
}

function rulesOf(schema) {
  const rules = [];
  if (schema.enum) rules.push('one of ' + schema.enum.filter(value => value !== null).join(', '));
  if (schema.minLength !== undefined) rules.push(schema.minLength + '–' + schema.maxLength + ' characters');
  if (schema.maximum !== undefined) rules.push(schema.minimum + '–' + schema.maximum);
  else if (schema.minimum !== undefined && schema.minimum !== 0) rules.push('at least ' + schema.minimum);
  if (schema.default !== undefined) rules.push('default ' + schema.default);
  return rules.join('; ');
}

function table(headings, rows) {
  const head = element('tr', {}, ...headings.map(heading => element('th', { scope: 'col' }, heading)));
  const body = rows.map(cells => element('tr', {}, ...cells.map(cell => element('td', {}, cell))));
  return element('div', { className: 'scroll' },
    element('table', {}, element('thead', {}, head), element('tbody', {}, ...body)));
}

// Objects without a name of their own are shown in place, as outer.inner.
function rowsOf(schema, prefix = '') {
  return Object.entries(schema.properties || {}).flatMap(([name, field]) => {
    const needed = (schema.required || []).includes(name) ? ', required' : '';
    const meaning = [field.description, rulesOf(field)].filter(Boolean).join(' · ');
    const row = [code(prefix + name), element('span', {}, typeOf(field), needed), meaning];
    return [row, ...(field.properties ? rowsOf(field, prefix + name + '.') : [])];
  });
}

const fieldsOf = schema => table(['Field', 'Type', 'Meaning'], rowsOf(schema));
const pretty = value => JSON.stringify(value, null, 2);
const contentOf = answer => Object.values(answer.content || {})[0];

function exampleOf(operation) {
  const body = operation.requestBody && resolve(contentOf(operation.requestBody).schema);
  return body && body.examples ? pretty(body.examples[0]) : body ? '{}' : null;
}

function curlOf(verb, path, operation) {
  const words = ['curl ' + location.origin + path];
  if (verb !== 'get' && !operation.requestBody) words.push('--request ' + verb.toUpperCase());
  if (operation.security.length) words.push('--header "Authorization: Bearer $EDIFY_TOKEN"');
  if (operation.requestBody) words.push("--json '" + JSON.stringify(JSON.parse(exampleOf(operation))).replaceAll("'", "'\\''") + "'");
  return words.join(' \\\n  ');
}

function whoMay(operation) {
  if (operation.security.length === 0) return 'open to everyone';
  return operation.security.some(one => Object.keys(one).length === 0) ? 'credentials optional' : 'needs credentials';
}

async function send(verb, path, body) {
  const headers = {};
  const token = document.getElementById('token').value.trim();
  if (token) headers.Authorization = 'Bearer ' + token;
  if (body !== null) headers['Content-Type'] = 'application/json';
  const begun = performance.now();
  const answer = await fetch(path, { method: verb.toUpperCase(), headers, body, redirect: 'manual' });
  const text = await answer.text();
  const status = answer.type === 'opaqueredirect' ? 'a redirect' : answer.status + ' ' + answer.statusText;
  const said = [status, Math.round(performance.now() - begun) + ' ms', 'request ' + answer.headers.get('X-Request-Id')];
  const isJson = /json/.test(answer.headers.get('Content-Type') || '');
  return { ok: answer.ok, line: said.join(' · '), text: isJson ? pretty(JSON.parse(text)) : text };
}

function tryOut(verb, path, operation) {
  const example = exampleOf(operation);
  const editor = example === null ? null : element('textarea', { value: example, spellcheck: false, ariaLabel: 'Body of the request' });
  const line = element('p', { className: 'muted', role: 'status' });
  const output = element('pre', { hidden: true, tabIndex: 0 });
  const button = element('button', { type: 'button' }, 'Send');
  button.addEventListener('click', async () => {
    line.textContent = 'Asking…';
    const answer = await send(verb, path, editor && editor.value).catch(error => ({ ok: false, line: String(error), text: '' }));
    line.textContent = answer.line;
    line.className = answer.ok ? 'muted' : 'failed';
    output.textContent = answer.text;
    output.hidden = !answer.text;
  });
  return element('details', {}, element('summary', {}, 'Try it'), editor, button, line, output);
}

function answersOf(operation) {
  const rows = Object.entries(operation.responses).map(([status, given]) => {
    const answer = resolve(given);
    const content = contentOf(answer);
    const body = !content ? 'none' : content.schema.$ref ? typeOf(content.schema) : Object.keys(answer.content)[0];
    const headers = Object.keys(answer.headers || {}).filter(name => name !== 'X-Request-Id').join(', ');
    return [code(status), answer.description + (headers ? ' (' + headers + ')' : ''), body];
  });
  return element('details', {}, element('summary', {}, 'Answers'), table(['Status', 'Meaning', 'Body'], rows));
}

function showOperation(verb, path, operation) {
  const label = element('span', { className: 'verb ' + verb }, verb.toUpperCase());
  nav.append(element('a', { href: '#' + operation.operationId }, label.cloneNode(true), code(path)));
  const body = element('div', {}, element('p', {}, operation.summary + '.'));
  if (operation.requestBody) {
    body.append(element('h3', {}, 'Body'), fieldsOf(resolve(contentOf(operation.requestBody).schema)));
  }
  body.append(element('h3', {}, 'Example'), element('pre', { tabIndex: 0 }, curlOf(verb, path, operation)));
  body.append(tryOut(verb, path, operation), answersOf(operation));
  main.append(element('section', { className: 'operation', id: operation.operationId },
    element('header', {}, label, element('h2', {}, code(path)), element('span', { className: 'who' }, whoMay(operation))), body));
}

function showSchema(name, schema) {
  const body = element('div', {});
  if (schema.description) body.append(element('p', {}, schema.description + '.'));
  if (schema.properties) body.append(fieldsOf(schema));
  else body.append(element('p', {}, [].concat(schema.type).join(' or ') + (rulesOf(schema) ? ': ' + rulesOf(schema) : '')));
  if (schema.examples) body.append(element('details', {}, element('summary', {}, 'Example'), element('pre', { tabIndex: 0 }, pretty(schema.examples[0]))));
  main.append(element('section', { className: 'schema', id: 'schema-' + name },
    element('header', {}, element('h2', {}, code(name))), body));
  nav.append(element('a', { href: '#schema-' + name }, code(name)));
}

function show() {
  main.append(element('p', { className: 'muted' }, 'Version ' + description.info.version + ' · ',
    element('a', { href: '/openapi.json' }, 'openapi.json')), element('p', {}, description.info.description));
  const schemes = Object.values(description.components.securitySchemes).map(scheme =>
    [code(scheme.name || 'Authorization: Bearer'), scheme.in || 'header', scheme.description]);
  main.append(element('h3', {}, 'Credentials, any one of'), table(['Name', 'In', 'What'], schemes),
    element('h3', {}, 'Token for trying things here'),
    element('input', { id: 'token', type: 'password', autocomplete: 'off', ariaLabel: 'Token', placeholder: 'kept in this page alone, gone when it closes' }));
  nav.append(element('strong', {}, 'Routes'));
  for (const [path, item] of Object.entries(description.paths)) {
    for (const [verb, operation] of Object.entries(item)) showOperation(verb, path, operation);
  }
  nav.append(element('strong', {}, 'Schemas'));
  for (const [name, schema] of Object.entries(description.components.schemas)) showSchema(name, schema);
}

fetch('/openapi.json').then(answer => answer.json()).then(read => { description = read; show(); })
  .catch(() => main.append(element('p', { className: 'failed' }, 'The description could not be read; reload the page.')));
