import { testUpdate } from './update.ts';

testUpdate('chromium');
