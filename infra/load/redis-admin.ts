import { once } from 'node:events';
import { connect } from 'node:net';

/** One connection to Redis for what only an administrator does, in Redis's inline form of commands. */
export interface RedisAdmin extends Disposable {
  /** The first line of the reply; for a text, the text. @throws Error with what Redis refused */
  command(text: string): Promise<string>;
}

export async function connectRedisAdmin(port: number, password: string): Promise<RedisAdmin> {
  const socket = connect(port, '127.0.0.1');
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  await once(socket, 'connect');
  const admin: RedisAdmin = {
    async command(text) {
      socket.write(`${text}\r\n`);
      const [reply] = (await once(socket, 'data')) as [string];
      const [first = '', second = ''] = reply.split('\r\n');
      if (first.startsWith('-')) throw new Error(`Redis refused ${text}: ${first}`);
      return first.startsWith('$') ? second : first.slice(1);
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
  await admin.command(`AUTH ${password}`);
  return admin;
}
