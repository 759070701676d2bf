import { PROBLEM_TYPE_PREFIX, PROBLEM_TYPES } from '@orders/contract';
import type { OpenApiDocument } from './openapi.ts';
import type { Operation } from './openapi-parts.ts';
import type { JsonSchema } from './openapi-schemas.ts';

/** The OpenAPI document as a page to read: plain HTML, no script. */
export function docsPage(document: OpenApiDocument): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const navigation = operations.map(
    ({ path, method, operation }) =>
      `<li><a href="#${operation.operationId}"><b>${method}</b> <code>${escapeHtml(path)}</code></a></li>`,
  );
  const sections = operations.map(({ path, method, operation }) => operationSection(path, method, operation));
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `<section id="schema-${name}"><h3>${name}</h3>${codeBlock(schema)}</section>`,
  );
  return page(
    `${document.info.title} API`,
    `<header><h1>${document.info.title} API <small>${escapeHtml(document.info.version)}</small></h1>
<p>${escapeHtml(document.info.description)} The same as <a href="/openapi.json">OpenAPI 3.1</a>.</p></header>
<nav aria-label="Operations"><ul>${navigation.join('')}<li><a href="#problems">Problems</a></li><li><a href="#schemas">Schemas</a></li></ul></nav>
<main>${sections.join('')}
<section id="problems"><h2>Problems</h2><p>Errors are <code>application/problem+json</code> (RFC 9457) with one of these types.</p>
<dl>${problemList()}</dl></section>
<section id="schemas"><h2>Schemas</h2>${schemas.join('')}</section></main>`,
  );
}

/** What one problem type means; the target of the `type` member. `null` for an unknown one. */
export function problemPage(type: string): string | null {
  const title = Object.entries(PROBLEM_TYPES).find(([name]) => name === type)?.[1];
  if (title === undefined) return null;
  return page(
    title,
    `<header><h1>${title}</h1><p><code>${type}</code></p></header><main><p><a href="/docs#problems">All problem types</a></p></main>`,
  );
}

export const DOCS_STYLE = `:root{color-scheme:light dark;--line:light-dark(#e2e4e9,#33363d);--soft:light-dark(#f5f6f8,#1d1f24);--accent:light-dark(#2b5fd9,#8fb0ff)}
body{margin:0 auto;max-width:64rem;padding:2rem 1.5rem 6rem;font:15px/1.55 system-ui,sans-serif}
h1{font-size:1.6rem;margin:0 0 .25rem}h1 small{font-weight:400;opacity:.6;font-size:1rem}h2{font-size:1.1rem;margin:2.5rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--line)}h3{font-size:1rem}
a{color:var(--accent)}code,pre{font:13px/1.5 ui-monospace,monospace}pre{background:var(--soft);padding:.75rem 1rem;border-radius:8px;overflow:auto}
nav ul{list-style:none;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(18rem,1fr));gap:.25rem 1rem}nav b{display:inline-block;min-width:3.5rem;font-size:.8rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);vertical-align:top}dt{font-family:ui-monospace,monospace;margin-top:.5rem}dd{margin:0;opacity:.8}`;

function operationSection(path: string, method: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).map(
    ({ name, in: place, description, schema }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${place}</td><td>${escapeHtml(description ?? '')} <code>${escapeHtml(brief(schema))}</code></td></tr>`,
  );
  const responses = Object.entries(operation.responses).map(
    ([status, { description, content }]) =>
      `<tr><td>${status}</td><td>${escapeHtml(description)}</td><td>${schemaLink(content)}</td></tr>`,
  );
  const body = Object.keys(operation.requestBody?.content ?? {});
  return `<section id="${operation.operationId}"><h2>${method} <code>${escapeHtml(path)}</code></h2><p>${escapeHtml(operation.summary)}</p>
${parameters.length > 0 ? `<table><tr><th>Parameter</th><th>In</th><th></th></tr>${parameters.join('')}</table>` : ''}
${body.length > 0 ? `<p>Body: ${body.map((type) => `<code>${type}</code>`).join(', ')} ${schemaLink(operation.requestBody?.content)}</p>` : ''}
<table><tr><th>Status</th><th>Meaning</th><th>Body</th></tr>${responses.join('')}</table></section>`;
}

function schemaLink(content: Record<string, { schema: JsonSchema }> | undefined): string {
  const reference = Object.values(content ?? {})[0]?.schema['$ref'];
  if (typeof reference !== 'string') return '';
  const name = reference.split('/').at(-1) ?? '';
  return `<a href="#schema-${name}">${name}</a>`;
}

function brief(schema: JsonSchema): string {
  const { enum: options, pattern, type } = schema;
  if (Array.isArray(options)) return options.join(' | ');
  return String(pattern ?? type ?? '');
}

function problemList(): string {
  return Object.entries(PROBLEM_TYPES)
    .map(([type, title]) => `<dt>${PROBLEM_TYPE_PREFIX}${type}</dt><dd>${title}</dd>`)
    .join('');
}

function codeBlock(value: unknown): string {
  return `<pre>${escapeHtml(JSON.stringify(value, null, 2))}</pre>`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><link rel="stylesheet" href="/docs/style.css"></head><body>${body}</body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
