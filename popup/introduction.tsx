import { useState } from 'preact/hooks';
import { openSettings } from '../src/ui/navigate.ts';
import { text } from '../src/ui/text.ts';
import './introduction.css';

/** Says what the extension is for, where the tab shows no SuperOffice: three lines, and a picture. */
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
