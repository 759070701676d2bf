import { Agent, type OutgoingHttpHeaders, request } from 'node:http';

/** One question of a load. */
export interface Question {
  readonly path: string;
  readonly headers: OutgoingHttpHeaders;
  /** Any other answer is a failure. */
  readonly status: 200 | 304;
}

export interface WholeAnswer {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

/** So many people that the feed's limit of ten a second and person is never met. */
const PEOPLE = 997;

/**
 * Asks the questions in turn, each connection the next one as soon as it has its answer.
 * @throws Error for the first answer with another status than it should have
 */
export async function closedLoop(
  url: string,
  questions: readonly Question[],
  { requests, connections }: { requests: number; connections: number },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  let next = 0;
  const work = async () => {
    for (let at = next++; at < requests; at = next++) {
      const question = questions[at % questions.length] as Question;
      const { status } = await ask(url, question, { agent, person: at % PEOPLE });
      if (status !== question.status) {
        throw new Error(`${question.path} was answered ${status}, not ${question.status}.`);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, work));
  } finally {
    agent.destroy();
  }
}

/** One question, signed in as one of the people. */
export function ask(
  url: string,
  { path, headers }: Pick<Question, 'path' | 'headers'>,
  { agent, person }: { agent?: Agent; person: number },
): Promise<WholeAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WholeAnswer>();
  const { hostname, port } = new URL(url);
  const sent = { 'accept-encoding': 'br', 'x-forwarded-user': `person-${person}`, ...headers };
  const outgoing = request(
    { hostname, port, path, headers: sent, ...(agent === undefined ? {} : { agent }) },
    (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          rawHeaders: incoming.rawHeaders,
          body: Buffer.concat(chunks),
        }),
      );
    },
  );
  outgoing.on('error', reject);
  outgoing.end();
  return promise;
}
