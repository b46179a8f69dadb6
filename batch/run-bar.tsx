import { useEffect } from 'preact/hooks';
import { text } from '../src/ui/text.ts';
import type { Run } from './run.ts';

interface Props {
  readonly run: Pick<Run<unknown>, 'status' | 'ended' | 'timeLeft' | 'pause' | 'resume' | 'stop'>;
  readonly total: number;
  readonly onChange: () => void;
}

/**
 * How far a run is, and what can be done with it. A run that pauses or stops waits for what is under way, and asks for nothing
 * more.
 */
export function RunBar({ run, total, onChange }: Props) {
  const { status, ended } = run;
  const share = total === 0 ? 0 : Math.floor((100 * ended) / total);
  useEffect(() => {
    // Two runs may be under way at a time, one in each tab.
    const plain = () => document.title.replace(/^(\d+ % )+/, '');
    document.title = `${share} % ${plain()}`;
    return () => {
      document.title = plain();
    };
  }, [share]);
  const act = (what: () => void) => () => {
    what();
    onChange();
  };
  const left = run.timeLeft();
  return (
    <div class="run">
      <progress aria-label={text('progress')} max={total} value={ended} />
      <span>
        {text('endedOf', String(ended), String(total))}
        {status === 'running' && left !== null && ` · ${text('timeLeft', durationOf(left))}`}
        {status === 'pausing' && ` · ${text('pausing')}`}
        {status === 'paused' && ` · ${text('paused')}`}
        {status === 'stopping' && ` · ${text('stopping')}`}
      </span>
      {status === 'running' && (
        <button type="button" onClick={act(run.pause)}>
          {text('pause')}
        </button>
      )}
      {(status === 'paused' || status === 'pausing') && (
        <button type="button" class="main" onClick={act(run.resume)}>
          {text('goOn')}
        </button>
      )}
      {status !== 'ended' && (
        <button
          type="button"
          aria-disabled={status === 'stopping'}
          onClick={() => status === 'stopping' || act(run.stop)()}
        >
          {text('stop')}
        </button>
      )}
    </div>
  );
}

/** A time in seconds or minutes, rounded up, as people would say it. */
function durationOf(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000);
  return seconds < 60 ? text('seconds', String(seconds)) : text('minutes', String(Math.ceil(seconds / 60)));
}
