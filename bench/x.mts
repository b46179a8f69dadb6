import { startCrm } from '../tests/crm/server.ts';
import { stageFirefox } from './firefox.ts';
import { measureOpening } from './opening.ts';
import { measureSaving } from './saving.ts';
const crm = await startCrm();
const stage = await stageFirefox(crm);
setTimeout(() => { console.log('TOO LONG'); process.exit(1); }, 80000).unref();
try {
console.log(stage.version);
console.log(JSON.stringify(await measureOpening(stage, 3), null, 1));
console.log(JSON.stringify(await measureSaving(stage, crm, 3), null, 1));
} catch (e) { console.log(e); }
await stage.close(); await crm.close();
