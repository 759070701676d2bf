import styles from './gallery.module.css';

const SURFACES = ['canvas', 'surface', 'surface-sunken', 'surface-raised', 'surface-hover', 'accent-soft'];
const TEXTS = ['text', 'text-soft', 'text-faint', 'accent'];
const TONES = ['amber', 'blue', 'violet', 'green', 'gray', 'red'];
const SIZES = ['small', 'body', 'lead', 'title', 'figure'];
const SPACES = [1, 2, 3, 4, 5, 6];

/** Colours, sizes and spaces by the names they have in `ui/tokens.css`. */
export function TokenSamples() {
  return (
    <>
      <ul className={styles['tokens']}>
        {SURFACES.map((name) => (
          <li key={name} className={styles['swatch']} style={{ background: `var(--${name})` }}>
            {name}
          </li>
        ))}
        {TONES.map((name) => (
          <li
            key={name}
            className={styles['swatch']}
            style={{ background: `var(--${name}-soft)`, color: `var(--${name}-ink)` }}
          >
            {name}
          </li>
        ))}
      </ul>
      <ul className={styles['tokens']}>
        {TEXTS.map((name) => (
          <li key={name} style={{ color: `var(--${name})` }}>
            {name}
          </li>
        ))}
        {SIZES.map((name) => (
          <li key={name} style={{ fontSize: `var(--size-${name})` }}>
            {name} 1,234.50
          </li>
        ))}
      </ul>
      <ul className={styles['tokens']}>
        {SPACES.map((step) => (
          <li key={step} className={styles['space']} style={{ inlineSize: `var(--space-${step})` }}>
            <span className="visually-hidden">space {step}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
