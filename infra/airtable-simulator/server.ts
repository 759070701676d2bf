import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ApiPipeline } from './api-pipeline.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import { sendReply } from './wire/send-reply.ts';

export type ControlListener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export interface SimulatorServerOptions {
  readonly pipeline: ApiPipeline;
  readonly clock: SimulatorClock;
  readonly control: ControlListener;
}

/** Speaks HTTP: the API under `/v0`, its own page and switches elsewhere. */
export function createSimulatorServer({ pipeline, clock, control }: SimulatorServerOptions): Server {
  // Addresses far beyond the API's own limit have to get in, to be refused in the API's own way.
  return createServer({ maxHeaderSize: 1_000_000, keepAliveTimeout: 60_000 }, (request, response) => {
    const pathname = (request.url ?? '/').replace(/[?#].*$/s, '');
    const isControl = pathname === '/' || pathname === '/favicon.ico' || pathname.startsWith('/__control');
    const answering = isControl ? control(request, response) : answer(request, response);
    answering.catch((error: unknown) => {
      if (!response.destroyed) console.error(error);
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const outcome = await pipeline.answer(request);
    if (outcome === 'dropped') request.socket.destroy();
    else await sendReply(request, response, outcome, clock.now());
  }
}
