import { Drawer } from '../../ui/drawer.tsx';
import { NEWS } from './news.ts';
import styles from './news-panel.module.css';

/** What the last updates brought. */
export function NewsPanel({ onClose }: { onClose: () => void }) {
  return (
    <Drawer title="What’s new" onClose={onClose}>
      <div className={styles['news']}>
        {NEWS.map(({ id, title, items }) => (
          <section key={id} aria-labelledby={`news-${id}`}>
            <h3 id={`news-${id}`}>{title}</h3>
            <ul>
              {items.map((item) => (
                <li key={item}>{item}</li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Drawer>
  );
}
