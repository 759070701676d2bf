import { type ReactNode, useRef } from 'react';
import { useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer } from '../../ui/drawer.tsx';
import type { NamedView } from './built-in-views.ts';
import { NameForm } from './name-form.tsx';
import { useCopyLink } from './use-copy-link.ts';
import { useDeletion } from './use-deletion.ts';
import type { ViewsControl } from './use-views.ts';
import { nameProblem } from './view-name.ts';
import { ViewRow } from './view-row.tsx';
import styles from './views-panel.module.css';

interface ViewsPanelProps {
  readonly control: ViewsControl;
  /** Shows the key of a view and lets it be changed. */
  readonly keyButtonOf: (view: NamedView) => ReactNode;
  /** Gives a view that is gone no key any more. @returns how to give it back */
  readonly releaseKey: (viewId: string) => () => void;
  readonly onClose: () => void;
}

/** All views: what is shown is saved under a name, and those saved are renamed, shared and deleted. */
export function ViewsPanel({ control, keyButtonOf, releaseKey, onClose }: ViewsPanelProps) {
  const { all, isKept } = control;
  const { views } = useServices();
  const copyLink = useCopyLink();
  const list = useRef<HTMLHeadingElement>(null);
  const { deleted, remove, takeBack } = useDeletion(releaseKey);
  const own = all.filter(({ isBuiltIn }) => !isBuiltIn);
  const row = (view: NamedView) => (
    <ViewRow
      key={view.id}
      view={view}
      isActive={control.view?.id === view.id && !control.isChanged}
      keyButton={keyButtonOf(view)}
      problemOf={(name) => nameProblem(name, all, view.id)}
      onOpen={() => control.open(view)}
      onCopyLink={() => void copyLink(view.query)}
      onRename={(name) => views.update(view.id, { name })}
      onDelete={() => {
        remove(view);
        // The button that was pressed is gone.
        list.current?.focus();
      }}
    />
  );
  return (
    <Drawer title="Views" onClose={onClose}>
      <div className={styles['panel']}>
        <SavePart control={control} />
        {!isKept && (
          <p className={styles['note']} role="note">
            This browser lets the app store nothing, or has no room left. Your views are there until this
            window is closed; a copied link brings one back.
          </p>
        )}
        <h3 ref={list} tabIndex={-1}>
          Your views
        </h3>
        {own.length === 0 ? (
          <p className={styles['empty']}>None yet. Choose filters and a sorting, and save them above.</p>
        ) : (
          <ul>{own.map(row)}</ul>
        )}
        <div role="status">
          {deleted !== null && (
            <p className={styles['deleted']}>
              View “{deleted.name}” deleted.
              <Button onClick={takeBack}>Undo</Button>
            </p>
          )}
        </div>
        <h3>Views that everybody has</h3>
        <ul>{all.filter(({ isBuiltIn }) => isBuiltIn).map(row)}</ul>
      </div>
    </Drawer>
  );
}

/** What is shown now, and keeping it. */
function SavePart({ control }: { control: ViewsControl }) {
  const { all, view, isChanged } = control;
  const shown = view === null ? 'a view without a name' : `“${view.name}”`;
  return (
    <section aria-labelledby="present-view">
      <h3 id="present-view">What is shown now</h3>
      <p className={styles['present']}>
        It is {shown}
        {isChanged && ', changed since'}.
      </p>
      {isChanged && view !== null && !view.isBuiltIn && (
        <Button onClick={control.saveChanges}>Save changes to “{view.name}”</Button>
      )}
      <NameForm
        label="Name of the new view"
        initial=""
        submitText="Save"
        problemOf={(name) => nameProblem(name, all)}
        onSubmit={control.saveAs}
      />
    </section>
  );
}
