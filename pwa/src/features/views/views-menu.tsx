import { Bookmark, BookmarkPlus, Link, Settings2, Undo2 } from 'lucide-react';
import { MenuButton } from '../../ui/menu-button.tsx';
import type { MenuEntry } from '../../ui/menu-entry.ts';
import { useCopyLink } from './use-copy-link.ts';
import type { ViewsControl } from './use-views.ts';

interface ViewsMenuProps {
  readonly control: ViewsControl;
  /** The key of a view as it stands on the keyboard; empty = none. */
  readonly keyTextOf: (viewId: string) => string;
  /** Opens the list in which views are named, changed and deleted. */
  readonly onManage: () => void;
}

/** Longer names would push the filters out of their line. */
const SHOWN_LENGTH = 24;

/** Which view is shown, whether it was changed, and the way to all others. */
export function ViewsMenu({ control, keyTextOf, onManage }: ViewsMenuProps) {
  const { all, view, isChanged } = control;
  const copyLink = useCopyLink();
  const name = view?.name ?? 'Unnamed view';
  const state = isChanged ? ' · changed' : '';
  const caption = (name.length > SHOWN_LENGTH ? `${name.slice(0, SHOWN_LENGTH - 1)}…` : name) + state;
  const entries: MenuEntry[] = [
    {
      kind: 'choice',
      label: 'Views',
      // While it is changed none is ticked: a press on its name brings it back as it was saved.
      value: isChanged ? '' : (view?.id ?? ''),
      options: all.map(({ id, name: label }) => ({ value: id, label, hint: keyTextOf(id) })),
      isFinal: true,
      onChange: (id) => {
        const chosen = all.find((candidate) => candidate.id === id);
        if (chosen !== undefined) control.open(chosen);
      },
    },
    { kind: 'separator' },
    ...changesOf(control),
    {
      kind: 'item',
      label: 'Save as a new view …',
      icon: <BookmarkPlus {...ICON} />,
      onSelect: onManage,
    },
    {
      kind: 'item',
      label: 'Copy link to what is shown',
      icon: <Link {...ICON} />,
      onSelect: () => void copyLink(control.search),
    },
    { kind: 'item', label: 'Manage views …', icon: <Settings2 {...ICON} />, onSelect: onManage },
  ];
  return (
    <MenuButton
      label={`Views: ${caption}`}
      caption={caption}
      icon={<Bookmark {...ICON} />}
      entries={entries}
    />
  );
}

/** What can be done about a view that is not as it was saved. */
function changesOf({ view, isChanged, saveChanges, open }: ViewsControl): MenuEntry[] {
  if (view === null || !isChanged) return [];
  const back: MenuEntry = {
    kind: 'item',
    label: `Back to “${view.name}” as it was`,
    icon: <Undo2 {...ICON} />,
    onSelect: () => open(view),
  };
  if (view.isBuiltIn) return [back];
  const icon = <Bookmark {...ICON} />;
  return [{ kind: 'item', label: `Save changes to “${view.name}”`, icon, onSelect: saveChanges }, back];
}

const ICON = { size: 15, 'aria-hidden': true } as const;
