import { testMainJob } from './main-job.ts';
import { testOutcomes } from './outcomes.ts';
import { testSettings } from './settings.ts';
import { testStoredCredentials } from './stored-credentials.ts';
import { testWays } from './ways.ts';

testMainJob('chromium');
testOutcomes('chromium');
testStoredCredentials('chromium');
testWays('chromium');
testSettings('chromium');
