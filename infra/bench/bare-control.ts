import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { prepared, type RecordedAnswer } from './recorded-answers.ts';

// The floor: node:http that sends the product's bytes and fields and does nothing else.

const file = process.env['BENCH_ANSWERS'] ?? '';
const answers = prepared(JSON.parse(readFileSync(file, 'utf8')) as RecordedAnswer[]);

const server = createServer((request, response) => {
  const answer = answers.get(request.url ?? '');
  if (answer === undefined) {
    response.writeHead(404).end();
  } else if (request.headers['if-none-match'] === answer.etag) {
    response.writeHead(304, answer.unchangedHeaders).end();
  } else {
    response.writeHead(200, answer.headers).end(answer.body);
  }
});
server.keepAliveTimeout = 75_000;
server.listen(0, '127.0.0.1', () => {
  process.send?.({ ready: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
for (const name of ['SIGTERM', 'disconnect'] as const) process.on(name, () => process.exit(0));
