import type { ViewsControl } from '../features/views/use-views.ts';
import { ViewsPanel } from '../features/views/views-panel.tsx';
import { readBindings, withKey, writeBindings } from './commands/key-bindings.ts';
import { KeyButton } from './commands/key-button.tsx';
import { viewShortcut } from './commands/shortcuts.ts';

/** The panel of views together with their keys. */
export function ViewsDrawer({ control, onClose }: { control: ViewsControl; onClose: () => void }) {
  return (
    <ViewsPanel
      control={control}
      keyButtonOf={({ id, name }) => <KeyButton id={viewShortcut(id)} title={`Key of ${name}`} />}
      releaseKey={releaseKey}
      onClose={onClose}
    />
  );
}

function releaseKey(viewId: string): () => void {
  const id = viewShortcut(viewId);
  const before = readBindings();
  const key = before.keys[id];
  if (key === undefined) return () => {};
  const { [id]: _, ...keys } = before.keys;
  writeBindings({ ...before, keys });
  return () => writeBindings(withKey(readBindings(), id, key));
}
