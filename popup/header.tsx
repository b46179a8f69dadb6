import type { Opened } from '../src/messages.ts';
import { currentTabId } from '../src/ui/ask.ts';
import type { CrmTab } from '../src/ui/crm-tab.ts';
import { hasWindows } from '../src/ui/has-windows.ts';
import { text } from '../src/ui/text.ts';
import { Cut } from './cut.tsx';
import { whenOpen } from './later.ts';
import type { ThisForm } from './opening.ts';

interface Props {
  readonly form: ThisForm;
  /** `undefined` until the form has opened. */
  readonly opened: Opened | undefined;
  readonly help: boolean;
  readonly onHelp: () => void;
}

/** The extension's name, whose session is used, and the tools of the form. */
export function Header({ form, opened, help, onHelp }: Props) {
  const { tab } = form;
  return (
    <header>
      <img src="../icons/32.png" alt="" width="28" height="28" />
      <h1>{text('name')}</h1>
      {opened && (
        <div class="tools">
          <Tool name="help" sign="?" isPressed={help} onClick={onHelp} />
          <Tool
            name="settings"
            sign="⚙"
            onClick={() => whenOpen().then(({ openSettings }) => openSettings(currentTabId(tab.id)))}
          />
          {!tab.named && hasWindows && (
            <Tool
              name="openWindow"
              sign="↗"
              onClick={() => whenOpen().then(({ openWindow }) => openWindow(form, opened.purpose))}
            />
          )}
        </div>
      )}
      {opened && <Session opened={opened} tab={tab} />}
    </header>
  );
}

/** The tenant and the user that everything is done for. */
function Session({ opened, tab }: { readonly opened: Opened; readonly tab: CrmTab }) {
  const { tenant, host, user } = opened;
  return (
    <div class="who">
      <strong>
        <Cut>{tenant.includes(host) ? tenant : `${tenant} · ${host}`}</Cut>
      </strong>
      <Cut>{text('signedInAs', user.fullName)}</Cut>
      {tab.named && tab.title && <Cut>{text('boundTo', tab.title)}</Cut>}
    </div>
  );
}

interface ToolProps {
  readonly name: 'help' | 'settings' | 'openWindow';
  readonly sign: string;
  readonly isPressed?: boolean;
  readonly onClick: () => unknown;
}

function Tool({ name, sign, isPressed, onClick }: ToolProps) {
  return (
    <button
      type="button"
      class="tool"
      aria-pressed={isPressed}
      aria-label={text(name)}
      title={text(name)}
      onClick={onClick}
    >
      {sign}
    </button>
  );
}
