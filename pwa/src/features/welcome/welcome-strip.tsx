import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useObservable, useServices } from '../../services.tsx';
import { Button } from '../../ui/button.tsx';
import { NEWS } from './news.ts';
import { readWelcome, rememberNews, rememberStep } from './welcome-state.ts';
import styles from './welcome-strip.module.css';

interface WelcomeStripProps {
  readonly isSearching: boolean;
  readonly isOrderOpen: boolean;
  readonly onShowNews: () => void;
}

/** A line above the page at a first start and after an update. It stands in the page: it covers nothing. */
export function WelcomeStrip({ isSearching, isOrderOpen, onShowNews }: WelcomeStripProps) {
  const [welcome] = useState(readWelcome);
  const [isOver, setOver] = useState(false);
  if (isOver || welcome.kind === 'none') return null;
  if (welcome.kind !== 'first-steps') {
    const end = () => {
      rememberNews();
      setOver(true);
    };
    const show = () => {
      end();
      onShowNews();
    };
    return (
      <Strip kind="news" label="What’s new" closeLabel="Dismiss the news" onClose={end}>
        <span>New in this version: {NEWS[0].title}.</span>
        <Button tone="quiet" onClick={show}>
          What’s new
        </Button>
      </Strip>
    );
  }
  const end = () => {
    rememberStep(null);
    setOver(true);
  };
  return <FirstSteps first={welcome.step} isSearching={isSearching} isOrderOpen={isOrderOpen} onEnd={end} />;
}

interface Facts {
  readonly isSearching: boolean;
  readonly isOrderOpen: boolean;
  readonly hasEdited: boolean;
  readonly hasTakenBack: boolean;
}

interface Step {
  readonly text: string;
  /** Whether the person has done it, by whatever way. */
  isDone(facts: Facts): boolean;
}

const SEARCHING: Step = {
  text: 'Find an order: press / and type a part of its number or customer.',
  isDone: ({ isSearching }) => isSearching,
};
const EDITING: Step = {
  text: 'Change a status in the list. It counts at once, also without a connection.',
  isDone: ({ hasEdited }) => hasEdited,
};
const TAKING_BACK: Step = {
  text: 'Changed your mind? Ctrl+Z (⌘Z on a Mac) takes the last change back.',
  isDone: ({ hasTakenBack }) => hasTakenBack,
};
const OPENING: Step = {
  text: 'Press on a row: all facts and the history stand beside the list.',
  isDone: ({ isOrderOpen }) => isOrderOpen,
};

/** A tour by doing: each step is over when it has been done. */
function FirstSteps({
  first,
  onEnd,
  ...seen
}: Omit<WelcomeStripProps, 'onShowNews'> & { first: number; onEnd: () => void }) {
  const { outbox, session } = useServices();
  const hasEdited = useObservable(outbox.undoable) !== null;
  const hasTakenBack = useObservable(outbox.redoable) !== null;
  const mayEdit = useObservable(session)?.role !== 'viewer';
  const [index, setIndex] = useState(first);
  const steps = mayEdit ? [SEARCHING, EDITING, TAKING_BACK, OPENING] : [SEARCHING, OPENING];
  const step = steps[index];
  const isDone = step?.isDone({ ...seen, hasEdited, hasTakenBack }) ?? false;
  useEffect(() => {
    if (isDone) setIndex((was) => was + 1);
  }, [isDone]);
  useEffect(() => rememberStep(index < steps.length ? index : null), [index, steps.length]);
  if (step === undefined) {
    return (
      <Strip kind="steps" label="First steps" closeLabel="End the first steps" onClose={onEnd}>
        <span>That is all. Ctrl+K finds the rest by name, ? shows the keys.</span>
      </Strip>
    );
  }
  return (
    <Strip kind="steps" label="First steps" closeLabel="End the first steps" onClose={onEnd}>
      <span className={styles['count']}>
        {index + 1} of {steps.length}
      </span>
      <span>{step.text}</span>
      <Button tone="quiet" onClick={() => setIndex(index + 1)}>
        Skip
      </Button>
    </Strip>
  );
}

interface StripProps {
  readonly kind: 'news' | 'steps';
  readonly label: string;
  readonly closeLabel: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

function Strip({ kind, label, closeLabel, onClose, children }: StripProps) {
  return (
    <section className={styles['strip']} data-kind={kind} aria-label={label}>
      <p>{children}</p>
      <Button tone="quiet" isIcon aria-label={closeLabel} onClick={onClose}>
        <X size={15} aria-hidden />
      </Button>
    </section>
  );
}
