import { useState } from 'preact/hooks';
import { openSettings } from '../src/ui/navigate.ts';
import { text } from '../src/ui/text.ts';
import './introduction.css';

/** What the extension is for, where there is no SuperOffice to show it on: in three lines, and in a picture. */
export function Introduction({ tabId }: { readonly tabId: number }) {
  const [pictured, picture] = useState(false);
  return (
    <section class="intro">
      <ul>
        <li>{text('introWhat')}</li>
        <li>{text('introHow')}</li>
        <li>{text('introSession')}</li>
      </ul>
      <p>
        <button type="button" aria-expanded={pictured} onClick={() => picture(!pictured)}>
          {text('introPicture')}
        </button>
        <button type="button" onClick={() => openSettings(tabId)}>
          {text('settings')}
        </button>
      </p>
      {pictured && <img src={`../icons/form/${text('locale')}.png`} alt={text('introPictureAlt')} />}
    </section>
  );
}
