/** As much of the Trusted Types API as is needed; TypeScript does not know it yet. */
interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): {
    createScriptURL(url: string): string;
  };
}

/** Makes the addresses of the app's workers acceptable where the server demands Trusted Types; only one policy exists. */
export function createWorkerAddress(scope: { trustedTypes?: PolicyFactory }): (scriptUrl: string) => string {
  let policy: ReturnType<PolicyFactory['createPolicy']> | undefined;
  return (scriptUrl) => {
    policy ??= scope.trustedTypes?.createPolicy('orders-worker', { createScriptURL: ownAddress });
    return policy?.createScriptURL(scriptUrl) ?? scriptUrl;
  };
}

/** @throws TypeError for an address of another site */
function ownAddress(url: string): string {
  if (url.startsWith('/') && !url.startsWith('//')) return url;
  throw new TypeError('A worker comes from our own server.');
}

/** The page's own: the policy can be made only once in it. */
export const workerAddress = createWorkerAddress(globalThis as Parameters<typeof createWorkerAddress>[0]);
