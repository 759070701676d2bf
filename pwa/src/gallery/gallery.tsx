import type { ReactNode } from 'react';
import { Segments } from '../ui/segments.tsx';
import { type Theme, useTheme } from '../ui/theme.ts';
import { ToastProvider } from '../ui/toast-context.tsx';
import { ButtonSamples, ChoiceSamples } from './control-samples.tsx';
import styles from './gallery.module.css';
import { OverlaySamples } from './overlay-samples.tsx';
import { MessageSamples, StateSamples, ValueSamples } from './state-samples.tsx';
import { TokenSamples } from './token-samples.tsx';

/** All that screens are made of, in every state, on one page: for those who build and for the tests of its looks. */
export function Gallery() {
  const [theme, setTheme] = useTheme();
  return (
    <ToastProvider>
      <main className={styles['gallery']}>
        <header className={styles['head']}>
          <h1>Components</h1>
          <Segments<Theme>
            label="Theme"
            segments={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
            value={theme}
            onChange={setTheme}
          />
        </header>
        <Part title="Tokens">
          <TokenSamples />
        </Part>
        <Part title="Buttons">
          <ButtonSamples />
        </Part>
        <Part title="Choices">
          <ChoiceSamples />
        </Part>
        <Part title="Values">
          <ValueSamples />
        </Part>
        <Part title="On the way">
          <StateSamples />
        </Part>
        <Part title="Nothing to show">
          <MessageSamples />
        </Part>
        <Part title="What opens over the page">
          <OverlaySamples />
        </Part>
      </main>
    </ToastProvider>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles['part']} aria-label={title}>
      <h2>{title}</h2>
      <div className={styles['samples']}>{children}</div>
    </section>
  );
}
