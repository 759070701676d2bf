import { vi } from 'vitest';

/**
 * Has writes to the outbox fail as Chromium fails them on a full disk: the request succeeds, then the transaction is
 * aborted with QuotaExceededError. (The real quota cannot be lowered for a site that has stored something lately.)
 */
export function fillDisk(isFull: () => boolean): void {
  const { add, put } = IDBObjectStore.prototype;
  const abortingAs = (write: typeof add) =>
    function (this: IDBObjectStore, ...row: Parameters<typeof add>): IDBRequest<IDBValidKey> {
      const request = write.apply(this, row);
      if (this.transaction.db.name.startsWith('orders-outbox') && isFull()) {
        const { transaction } = this;
        request.addEventListener('success', () => {
          Object.defineProperty(transaction, 'error', {
            value: new DOMException('full', 'QuotaExceededError'),
          });
          transaction.abort();
        });
      }
      return request;
    };
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(abortingAs(add));
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(abortingAs(put));
}
