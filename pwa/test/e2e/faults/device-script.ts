import type { EditedField } from './history.ts';

/** What a page is told to do, and how it tells. Present on every page of a simulated device. */
export interface DeviceWindow {
  readonly device: {
    /** Makes an edit through the app's own control. Says at once how that began; the outcome is reported later. */
    edit(edit: { id: number; label: string; field: EditedField; value: string }): EditBegin;
    /** What the controls show; `undefined` = there is none. */
    shown(label: string, field: EditedField): string | undefined;
  };
  reportEdit(id: number, outcome: 'confirmed' | 'refused'): void;
}

export type EditBegin = 'made' | 'no such row' | 'not offered' | 'shown too early';

/** Where a device keeps what its pages share: how wrong its clock is, in ms, and whether its disk is full. */
export const CLOCK_OFFSET = 'faults:clock-offset';
export const DISK_FULL = 'faults:disk-full';

/** Runs in each page before the app does, so it must stand alone. */
export function installDevice({ clockKey, diskKey }: { clockKey: string; diskKey: string }): void {
  const page = globalThis as unknown as { -readonly [Key in keyof DeviceWindow]: DeviceWindow[Key] };
  const setting = (name: string) => {
    try {
      return localStorage.getItem(name);
    } catch {
      // A blank page has no storage.
      return null;
    }
  };
  setClock();
  fillDisk();
  const selectOf = (label: string, field: string) =>
    document.querySelector<HTMLSelectElement>(`select[aria-label="${field} of ${label}"]`);
  page.device = {
    shown: (label, field) => selectOf(label, field)?.value,
    edit({ id, label, field, value }) {
      const select = selectOf(label, field);
      if (select === null) return 'no such row';
      if (![...select.options].some((option) => option.value === value)) return 'not offered';
      for (const toast of refusals(label, field)) toast.querySelector('button')?.click();
      const known = refusals(label, field).length;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
      // The app shows what is saved and nothing else: its value comes back only after the commit.
      if (select.value === value) return 'shown too early';
      const look = () => {
        if (selectOf(label, field)?.value === value) page.reportEdit(id, 'confirmed');
        else if (refusals(label, field).length > known) page.reportEdit(id, 'refused');
        else setTimeout(look, 5);
      };
      look();
      return 'made';
    },
  };

  function refusals(label: string, field: string): Element[] {
    return [...document.querySelectorAll('[role="group"]')].filter((toast) =>
      toast.textContent?.includes(`${field} of ${label} was not saved`),
    );
  }

  function setClock(): void {
    const RealDate = Date;
    const now = () => RealDate.now() + Number(setting(clockKey) ?? 0);
    globalThis.Date = new Proxy(RealDate, {
      construct: (target, parts, self) =>
        Reflect.construct(target, parts.length === 0 ? [now()] : parts, self),
      apply: (target) => new target(now()).toString(),
      get: (target, name, self) => (name === 'now' ? now : Reflect.get(target, name, self)),
    });
  }

  /** As Chromium behaves on a full disk: the request succeeds, then the transaction is aborted. */
  function fillDisk(): void {
    const { add, put } = IDBObjectStore.prototype;
    const abortingAs = (write: typeof add) =>
      function (this: IDBObjectStore, ...row: Parameters<typeof add>): IDBRequest<IDBValidKey> {
        const request = write.apply(this, row);
        const { transaction } = this;
        if (!transaction.db.name.startsWith('orders-outbox') || setting(diskKey) === null) return request;
        request.addEventListener('success', () => {
          const reason = new DOMException('full', 'QuotaExceededError');
          Object.defineProperty(transaction, 'error', { value: reason });
          transaction.abort();
        });
        return request;
      };
    IDBObjectStore.prototype.add = abortingAs(add);
    IDBObjectStore.prototype.put = abortingAs(put);
  }
}
