import { useState } from 'react';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { CommandDialog } from '../ui/command-dialog.tsx';
import { Drawer } from '../ui/drawer.tsx';
import { useToasts } from '../ui/toast-context.tsx';

type Open = 'drawer' | 'alert' | 'commands' | null;

/** One button for each thing that opens. */
export function OverlaySamples() {
  const [open, setOpen] = useState<Open>(null);
  const toasts = useToasts();
  const close = () => setOpen(null);
  const showToast = (tone: 'plain' | 'problem') =>
    toasts.show({
      id: tone,
      tone,
      title: tone === 'plain' ? 'ORD-000123: status Pending → Shipped' : 'The device is full',
      detail: tone === 'plain' ? '' : 'The edit was not saved. Free some room and try again.',
      timeoutMs: 0,
      action: { label: 'Undo', run: () => {} },
    });
  return (
    <>
      <Button onClick={() => setOpen('drawer')}>Open a drawer</Button>
      <Button onClick={() => setOpen('alert')}>Ask a question</Button>
      <Button onClick={() => setOpen('commands')}>Open the palette</Button>
      <Button onClick={() => showToast('plain')}>Show a message</Button>
      <Button onClick={() => showToast('problem')}>Show a problem</Button>
      {open === 'drawer' && (
        <Drawer title="A drawer" onClose={close} footer={<Button tone="primary">Done</Button>}>
          <p style={{ padding: 'var(--space-4)' }}>What it is about.</p>
        </Drawer>
      )}
      {open === 'alert' && (
        <Alert
          title="Sign out with 3 edits unsent?"
          onClose={close}
          actions={
            <>
              <Button onClick={close}>Stay signed in</Button>
              <Button tone="attention" onClick={close}>
                Discard them and sign out
              </Button>
            </>
          }
        >
          They are on this device alone and would be lost.
        </Alert>
      )}
      {open === 'commands' && <Commands onClose={close} />}
    </>
  );
}

function Commands({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const items = ['Sync now', 'Clear filters'].map((title) => ({ id: title, title, run: () => {} }));
  return (
    <CommandDialog
      placeholder="Find a command"
      query={query}
      onQueryChange={setQuery}
      groups={[
        {
          value: 'Commands',
          items: [{ id: 'k', title: 'With keys', keys: ['Ctrl', 'K'], run() {} }, ...items],
        },
      ]}
      onClose={onClose}
    />
  );
}
