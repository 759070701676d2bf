import { expect, test } from 'vitest';
import { createWorkerAddress } from './trusted-script.ts';

test('S3: the address of our own worker is trusted by one policy, any other by none', () => {
  const made: string[] = [];
  const address = createWorkerAddress({
    trustedTypes: {
      createPolicy(name, { createScriptURL }) {
        made.push(name);
        return { createScriptURL: (url) => `trusted ${createScriptURL(url)}` };
      },
    },
  });
  expect([address('/service-worker.js'), address('/other.js')]).toEqual([
    'trusted /service-worker.js',
    'trusted /other.js',
  ]);
  expect(made).toEqual(['orders-worker']);
  for (const foreign of ['https://evil.example/w.js', '//evil.example/w.js', 'data:text/javascript,1'])
    expect(() => address(foreign)).toThrow(TypeError);
});

test('where nobody demands it, an address stays as it is', () => {
  expect(createWorkerAddress({})('/service-worker.js')).toBe('/service-worker.js');
});
