import { testMainJob } from './main-job.ts';
import { testOutcomes } from './outcomes.ts';
import { testSettings } from './settings.ts';
import { testStoredCredentials } from './stored-credentials.ts';
import { testWays } from './ways.ts';

testMainJob('firefox');
testOutcomes('firefox');
testStoredCredentials('firefox');
testWays('firefox');
testSettings('firefox');
