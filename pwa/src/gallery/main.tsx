import '../ui/tokens.css';
import '../ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Gallery } from './gallery.tsx';

const place = document.getElementById('root');
if (place === null) throw new Error('The page has no place for the components');
createRoot(place).render(
  <StrictMode>
    <Gallery />
  </StrictMode>,
);
