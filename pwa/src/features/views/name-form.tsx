import { type KeyboardEvent, type SubmitEvent, useId, useState } from 'react';
import { MAX_NAME_LENGTH } from '../../store/saved-views.ts';
import { Button } from '../../ui/button.tsx';
import styles from './views-panel.module.css';

interface NameFormProps {
  readonly label: string;
  readonly initial: string;
  readonly submitText: string;
  /** Why the view cannot have that name; `null` = it can. */
  readonly problemOf: (name: string) => string | null;
  readonly onSubmit: (name: string) => void;
  /** Where there is something to go back to. */
  readonly onCancel?: () => void;
}

/** Asks for the name of a view. A bad one stays in the field, with the reason beneath it. */
export function NameForm({ label, initial, submitText, problemOf, onSubmit, onCancel }: NameFormProps) {
  const [name, setName] = useState(initial);
  const [problem, setProblem] = useState<string | null>(null);
  const problemId = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const found = problemOf(name);
    setProblem(found);
    if (found !== null) return;
    onSubmit(name.trim());
    setName('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || onCancel === undefined) return;
    // The panel stays open.
    event.stopPropagation();
    onCancel();
  };
  return (
    <form className={styles['form']} onSubmit={submit} noValidate>
      <input
        aria-label={label}
        placeholder={label}
        value={name}
        maxLength={MAX_NAME_LENGTH}
        autoComplete="off"
        // biome-ignore lint/a11y/noAutofocus: a person has just asked to type here.
        autoFocus={onCancel !== undefined}
        aria-invalid={problem !== null}
        aria-describedby={problem === null ? undefined : problemId}
        onChange={({ target }) => {
          setName(target.value);
          setProblem(null);
        }}
        onKeyDown={onKeyDown}
      />
      <Button type="submit" tone="primary">
        {submitText}
      </Button>
      {onCancel !== undefined && (
        <Button tone="quiet" onClick={onCancel}>
          Cancel
        </Button>
      )}
      {problem !== null && (
        <p id={problemId} className={styles['problem']} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
